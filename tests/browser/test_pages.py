"""The pages that bylaws makes, in a real browser without scripts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from bylaws.cli import main
from bylaws.study.mask import Mask
from bylaws.study.report import report
from tests.browser.chromium import Page, browsing
from tests.study.sample import GUESSED, result

ROOT = Path(__file__).parents[2]
POLICY = ROOT / "src" / "bylaws" / "policies" / "northwind.md"
NAMES = ("accounts.jsonl", "desk.jsonl", "messages.jsonl.gz", "records.jsonl")
LOGS = [word for name in NAMES for word in ("--events", str(ROOT / "samples" / "logs" / name))]
SIGN_INS = ["--events", str(ROOT / "samples" / "logs" / "sign-ins.jsonl.gz")]
PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
PAGES = ("report", "policy", "long", "wide", "diff", "tune")
WORD = "word_" * 60
WIDE = f"""---
policy: acceptable-use
language: 1
provider: Example Mail
version: 2026-11-21
effective: on posting
contact: {WORD[:50]}@example.net
timezone: UTC
---
## {WORD} {{#wide}}
A link, https://example.net/{WORD}, `{WORD}` and `most_{WORD}`.

| one | two | three |
|---|---|---|
| {WORD} | {WORD} | {WORD} |

```
{WORD}
```

```bylaw
parameter most_{WORD} = 3

rule many on auth.attempt
  let failures = count() by target_account over 1h
  when failures > most_{WORD}
  against ip
  says "{WORD}"
```
"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not PROGRAM, reason="there is no Chromium; `make browser` installs it")]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the report of some sample logs and a rendered policy, and one of each with long words; all is unfolded."""
    folder = tmp_path_factory.mktemp("pages")
    assert main(["run", str(POLICY), *LOGS, "--out", str(folder), "--quiet"]) == 1
    assert main(["render", str(POLICY), "-o", str(folder / "policy.html")]) == 0
    wide, other = folder / "wide.md", folder / "other.md"
    wide.write_text(WIDE, encoding="utf-8")
    other.write_text(
        WIDE.replace("A link", "Another link").replace("= 3", "= 1").replace("against ip", "against ip\n  severity high")
    )
    assert main(["diff", str(wide), str(other), *SIGN_INS, "--out", str(folder), "--unmask"]) == 1
    assert main(["render", str(wide), "-o", str(folder / "wide.html")]) == 0
    assert main(["tune", str(POLICY), "guessing", *SIGN_INS, "--out", str(folder)]) == 0
    long = replace(GUESSED, subject=WORD, says=WORD, excuse=WORD, state="excused")
    (folder / "long.html").write_text(report(result(long, GUESSED), Mask(b"", off=True)), encoding="utf-8")
    for name in PAGES:
        page = folder / f"{name}.html"
        page.write_text(page.read_text(encoding="utf-8").replace("<details", "<details open"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browsing(PROGRAM, tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_complains_of_nothing_and_asks_for_nothing(page: Page, pages: Path, name: str, width: int) -> None:
    file = pages / f"{name}.html"
    page.open(file, width)
    wide, high = page.size
    assert wide <= width
    assert high > 1000
    assert page.complaints == []
    assert page.requests == [file.as_uri()]


def test_the_browser_would_tell(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "bad.html"
    head = '<meta name="viewport" content="width=device-width">'
    file.write_text(f'{head}<p style="width: 900px">x<img src="missing.png">', encoding="utf-8")
    page.open(file, 390)
    assert page.size[0] > 390
    assert page.requests == [file.as_uri(), (tmp_path / "missing.png").as_uri()]
    assert page.complaints
