"""Writes the pages of docs/reference/ that follow from the package."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from bylaws.cli.command import build
from bylaws.cli.exits import MEANINGS
from bylaws.cli.verbs import VERBS
from bylaws.events.document import document
from bylaws.events.json_schema import json_schema
from bylaws.policy import function_reference

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
EXPLAINED = "../../src/bylaws/policy/explain"
NOTE = "<!-- made by `make docs`; do not edit -->\n\n"


def pages() -> Mapping[str, str]:
    """Name and text of every generated page."""
    return {
        "cli.md": commands(),
        "exit-codes.md": exit_codes(),
        "diagnostics.md": diagnostics(),
        "functions.md": NOTE + function_reference.document(),
        "events.md": NOTE + document(),
        "events.schema.json": json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n",
    }


def commands() -> str:
    """Every verb with its options."""
    rows = "\n".join(f"| [`{name}`](#bylaws-{name}) | {verb.help} |" for name, verb in VERBS.items())
    head = f"# The commands\n\n| verb | what it does |\n|---|---|\n{rows}\n\n`bylaws VERB --help` says the same.\n\n"
    return NOTE + head + "".join(_verb(name) for name in VERBS) + "See also the [exit codes](exit-codes.md).\n"


def _verb(name: str) -> str:
    """A verb's page as the command line library makes it, less the defaults that say nothing and negations."""
    page = build()[name].generate_docs("markdown", heading_level=2)
    page = page.replace(f"## {name}\n", f"## bylaws {name}\n", 1).replace(f"```console\n{name}", f"```console\nbylaws {name}", 1)
    page = re.sub(r"(\.\.\.)?(, --(no|empty)-[a-z-]+)?`:", "`:", page)
    return re.sub(r"  ?\*\[default: (\"\"|False|\[\]|\(\))\]\*", "", page).strip() + "\n\n"


def exit_codes() -> str:
    """What the shell is told."""
    rows = "\n".join(f"| {int(code)} | {meaning} |" for code, meaning in MEANINGS.items())
    return (
        NOTE + "# Exit codes\n\nThe same for every verb.\n\n| code | meaning |\n|---|---|\n" + rows + "\n\n"
        "Excused findings alone are no findings. `make demo` itself returns 0 on findings: they are what it is to show.\n"
    )


def diagnostics() -> str:
    """Every diagnostic with the first sentence of its page."""
    folder = files("bylaws.policy").joinpath("explain")
    found = sorted((page.name, page.read_text(encoding="utf-8")) for page in folder.iterdir() if page.name.endswith(".md"))
    rows = "\n".join(f"| [`{name[:-3]}`]({EXPLAINED}/{name}) | {_first(text)} |" for name, text in found)
    head = "# Diagnostics\n\n`bylaws explain CODE` shows the page of one, with a bad and a good example.\n\n"
    return NOTE + head + "| code | meaning |\n|---|---|\n" + rows + "\n"


def _first(page: str) -> str:
    """The first paragraph below the title, on one line."""
    return " ".join(page.split("\n\n")[1].split()).replace("|", "\\|")


if __name__ == "__main__":
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
