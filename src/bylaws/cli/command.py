"""The command `bylaws`: its verbs, and what becomes of their errors."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Final

from cyclopts import App, CycloptsError, Parameter

from bylaws import __version__
from bylaws.cli.console import tell
from bylaws.cli.exits import Exit
from bylaws.cli.verbs import VERBS
from bylaws.content.errors import SettingError
from bylaws.enforce.people import RefusedError
from bylaws.journal.errors import JournalError, WrongPlaceError
from bylaws.source import DiagnosticError
from bylaws.store.errors import ConflictError, StoreError
from bylaws.study.request import UsageError

EPILOGUE: Final = """Exit codes: 0 nothing found, 1 findings, differences or failed examples, 2 the policy does not compile,
3 input not understood or not read whole, or no rule could see anything in it, 64 wrong usage, 65 refused,
70 an error of bylaws itself."""


def build() -> App:
    """The command `bylaws` with its verbs; a verb's module is loaded only when it is needed."""
    app = App(
        name="bylaws",
        help="Turns an acceptable use policy into a running program.",
        help_epilogue=EPILOGUE,
        version=__version__,
        help_format="markdown",
        result_action="return_value",
        default_parameter=Parameter(negative="", show_default=_default),
        suppress_keyboard_interrupt=False,
    )
    for name, verb in VERBS.items():
        app.command(f"bylaws.cli.{verb.place}", name=name, help=verb.page)
    return app


def _default(value: object) -> str | None:
    """Defaults that say something; an empty text or a plain False does not."""
    return str(value) if value not in ("", False, None, [], ()) else None


def run(words: Sequence[str] | None) -> int:
    """Runs one command and gives its exit code. Errors of bylaws itself are one line, unless BYLAWS_DEBUG is set."""
    try:
        code = build()(words, exit_on_error=False, print_error=False)
        sys.stdout.flush()
        return int(code or 0)
    except CycloptsError as error:
        return _misused(error)
    except UsageError as error:
        tell(str(error))
        return Exit.USAGE
    except SettingError as error:
        tell(str(error))
        return Exit.USAGE
    except DiagnosticError as error:
        return _broken(error)
    except RefusedError as error:
        tell(f"refused ({error.code}): {error.reason}{f'; {error.help}' if error.help else ''}")
        return Exit.REFUSED
    except ConflictError as error:
        tell(f"{error}; look at it again")
        return Exit.REFUSED
    except StoreError as error:
        tell(str(error), "bold red")
        return Exit.INTERNAL
    except WrongPlaceError as error:
        tell(str(error))
        return Exit.USAGE
    except JournalError as error:
        tell(str(error), "bold red")
        return Exit.INTERNAL
    except BrokenPipeError:
        return _cut_off()
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # rich ends the program with 1, which means findings here
            return _cut_off()
        raise
    except Exception as error:
        if os.environ.get("BYLAWS_DEBUG"):
            raise
        tell(f"bylaws failed: {type(error).__name__}: {error}", "bold red")
        tell("this is an error of bylaws itself; set BYLAWS_DEBUG=1 to see where it happened")
        return Exit.INTERNAL


def _misused(error: CycloptsError) -> int:
    from bylaws.cli.misuse import misuse  # here, for it loads what guesses at words

    tell(misuse(error))
    return Exit.USAGE


def _broken(error: DiagnosticError) -> int:
    """For what a verb does not show itself: another version of the policy than the given one, files of its lists."""
    from bylaws.cli.policies import show  # here, for it loads the compiler, which most verbs' help does not need

    show(error.diagnostics)
    return Exit.BROKEN_POLICY


def _cut_off() -> int:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the interpreter complains when it closes the pipe
    return Exit.CUT_OFF
