"""What is said to whoever used a verb in a way that it does not know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cyclopts import CycloptsError, MissingArgumentError, UnknownCommandError, UnknownOptionError, UnusedCliTokensError

from bylaws.cli.files import NO_STREAM
from bylaws.cli.verbs import VERBS
from bylaws.source.suggest import listed, nearest

EVENTS: Final = "--events"


def misuse(error: CycloptsError) -> str:
    """What is wrong with the words of the command, and what shows how they go."""
    command = " ".join(("bylaws", *(error.command_chain or ())))
    return f"{_wrong(command, error)}\n`{command} --help` shows how it is used"


def _wrong(command: str, error: CycloptsError) -> str:
    words: Sequence[str] = error.unused_tokens or ()
    match error:
        case MissingArgumentError(argument=argument) if argument is not None:
            return f"{argument.name} needs a value behind it" if argument.name in words else f"`{command}` needs {argument.name}"
        case UnusedCliTokensError() if words:
            return f"`{command}` can do nothing with `{words[0]}`{_several(error)}"
        case UnknownOptionError() if error.token.value == "-":
            takes_policy = any(each.name == "POLICY" for each in error.argument_collection)
            return f"- {NO_STREAM}" if takes_policy else f"`{command}` can do nothing with `-`"
        case UnknownCommandError() if words:
            near = nearest(words[0], VERBS)
            return f"there is no verb `{words[0]}`; " + (
                f"did you mean `{near}`?" if near else f"there are {listed(VERBS, len(VERBS))}"
            )
        case _:
            return str(error)


def _several(error: CycloptsError) -> str:
    """How several files are named, where one stands alone behind those of an option."""
    words, told = list(error.unused_tokens or ()), list(error.root_input_tokens or ())
    place = len(told) - len(words)
    if told[place:] != words or place < 2 or told[place - 2] != EVENTS:
        return ""
    return f": several inputs are `{EVENTS} A {EVENTS} B`, and a pattern stands in quotation marks"
