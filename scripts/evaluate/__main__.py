"""`make evaluate`: runs the policies over public data, and writes docs/reference/real-data.md."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from scripts.evaluate import attacks, drawn, files, labels, scanners
from scripts.evaluate.inputs import ROOT, data_folder, inputs_in
from scripts.evaluate.runs import run

PAGE: Final = ROOT / "docs" / "reference" / "real-data.md"
TEMPLATE: Final = Path(__file__).with_name("page.md")


def page(folder: Path) -> str:
    """The whole page."""
    runs = {each.path: run(each, folder) for each in inputs_in(folder)}
    accused, asked, seen = drawn.accusing(runs.values()), drawn.asking(runs.values()), drawn.verdicts()
    for each in drawn.undecided([*accused, *asked], seen):
        print(f"no verdict on {each.id}: {each.where}", file=sys.stderr)
    text = TEMPLATE.read_text(encoding="utf-8")
    tables = {
        "attacks": attacks.table(runs),
        "files": files.table(runs.values()),
        "accused": drawn.table(accused, seen),
        "asked": drawn.table(asked, seen),
        "labels": labels.table(folder),
        "scanners": scanners.table(folder),
    }
    for name, table in tables.items():
        text = text.replace(f"{{{name}}}\n", table)
    return text


def main() -> int:
    folder = data_folder()
    if not folder.is_dir():
        print(f"nothing evaluated: there is no folder {folder}; set BYLAWS_DATA to where the public data are")
        return 0
    PAGE.write_text(page(folder), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
