"""What can be wrong with a journal."""

from __future__ import annotations


class JournalError(Exception):
    """A journal, its keys or its snapshots cannot be read or written; the text says which file, where, and what to do."""


class WrongPlaceError(JournalError):
    """A journal is not used as it is meant to be: by two at once, with keys of another, or with keys that anybody can read."""
