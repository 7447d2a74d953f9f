"""All that is fuzzed, by name."""

from __future__ import annotations

from .target import Target


def target(name: str) -> Target:
    """The target of a name; of policies and logs only those are loaded that it is of, for both take their time."""
    from . import logs

    found = {each.name: each for each in logs.TARGETS}
    if name in found:
        return found[name]
    from . import policies

    found = {each.name: each for each in policies.TARGETS}
    if name in found:
        return found[name]
    from . import runs

    return {each.name: each for each in runs.TARGETS}[name]


def targets() -> list[Target]:
    """All of them."""
    from . import logs, policies, runs

    return [*policies.TARGETS, *runs.TARGETS, *logs.TARGETS]
