"""The exit codes of every verb."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType


class Exit(IntEnum):
    NOTHING = 0
    FINDINGS = 1
    BROKEN_POLICY = 2
    REJECTS = 3
    USAGE = 64
    REFUSED = 65
    INTERNAL = 70
    INTERRUPTED = 130
    CUT_OFF = 141
    ENDED = 143


MEANINGS: Mapping[Exit, str] = MappingProxyType(
    {
        Exit.NOTHING: "done; nothing was found, nothing differs",
        Exit.FINDINGS: (
            "findings; or differences, failed examples, warnings made errors, rules that cannot see or only in part, as where "
            "a source fell silent"
        ),
        Exit.BROKEN_POLICY: "the policy does not compile, or a file of its lists cannot be read",
        Exit.REJECTS: (
            "more of the input, or of one kind, was rejected than `--max-rejects` allows, a log was not read whole or is not "
            "believed, no rule could see anything in it (or there is none), or not the one to be tuned, or one that differs; "
            "outranks findings"
        ),
        Exit.USAGE: "the command was not used as it is meant to be, or a file it needs is not there, or is in use",
        Exit.REFUSED: "it may not be done to a case, by whoever asked or as things are, or somebody else was faster",
        Exit.INTERNAL: "an error of bylaws itself, or a state or database that is damaged or can be written no more",
        Exit.INTERRUPTED: "interrupted from the keyboard",
        Exit.CUT_OFF: "whoever read the output went away",
        Exit.ENDED: "`decide --state` was asked to end (SIGTERM), answered what it had taken in, and wrote its state",
    }
)
