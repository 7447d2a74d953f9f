"""What lies in the folder of public data, and how it is read."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).parents[2]
MAPPINGS: Final = ROOT / "samples" / "mappings"


@dataclass(frozen=True, slots=True)
class Input:
    """A file or folder below the data folder. `mapping` is one of samples/mappings; `silent` says why it tells of no event."""

    path: str
    mapping: str = ""
    silent: str = ""

    @property
    def is_archive(self) -> bool:
        return ".tar." in self.path


# What is not listed is read by itself, by its content.
LISTED: Final = (
    Input("calls/callmine-synthetic.csv.gz", mapping="calls.toml"),
    Input("http/httpparams.csv.gz", mapping="requests.toml"),
    Input(
        "mailauth/arc-draft-validation-tests.yml",
        silent="vectors for programs that check seals of mail; `tests/origin` does so",
    ),
    Input(
        "mailauth/rfc7208-tests.yml",
        silent="vectors for programs that check senders by DNS; `tests/origin` does so",
    ),
    Input("pii/presidio-synth-dev.json", silent="texts that nobody posted or sent: without author, place or time"),
    Input("reports/dmarc/failure"),
    Input("reports/xarf-v3"),
    Input("reports/xarf-v4"),
    Input("sms/uci.tsv", mapping="texts.toml"),
    Input("text/davidson.csv.gz", mapping="posts.toml"),
    Input(
        "text/moderation-dev.jsonl.gz",
        silent="texts without author, place or time",
    ),
    Input("urls/phishing-domains.txt.gz", silent="a list that rules may look up, and no log; see below"),
    Input("urls/phishing-urls-dev.csv.gz", silent="links without the messages in which they stood; see below"),
    Input("urls/top-sites.json", silent="a list, and no log"),
)


def data_folder() -> Path:
    return Path(os.environ.get("BYLAWS_DATA") or ROOT.parent / "shared" / "data")


def inputs_in(folder: Path) -> list[Input]:
    """What is listed, and each other file of the folder that is neither licence nor description; by path."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    found = {_input_of(path) for path in files if "LICENSE" not in path.name and path.name != "README.md"}
    return sorted(found, key=lambda each: each.path)


def _input_of(path: Path) -> Input:
    told = {str(each) for each in (path, *path.parents)}
    return next((each for each in LISTED if each.path in told), Input(str(path)))


@contextmanager
def opened(given: Input, folder: Path) -> Iterator[Path]:
    """Where the input can be read; an archive is unpacked for as long."""
    if not given.is_archive:
        yield folder / given.path
        return
    with TemporaryDirectory() as unpacked, tarfile.open(folder / given.path) as archive:
        archive.extractall(unpacked, filter="data")
        yield Path(unpacked)
