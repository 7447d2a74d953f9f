"""What can be wrong with how content functions are set up."""

from __future__ import annotations


class SettingError(Exception):
    """What an operator set for a content function cannot be used; the words say what."""
