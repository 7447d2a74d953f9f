"""The files that a run leaves behind."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import orjson
from msgspec import Struct

from bylaws.engine.finding import Finding
from bylaws.policy.program import Program
from bylaws.study.as_json import finding_json, summary_json
from bylaws.study.mask import Mask
from bylaws.study.report import report
from bylaws.study.result import Result
from bylaws.study.summary import Summary
from bylaws.study.typed import types_of
from bylaws.study.writing import replacing


def mask_of(folder: Path | None, *, unmask: bool = False) -> Mask:
    """The mask of a folder of outputs, which is made if need be; without a folder one that is good for this once.

    Raises OSError if the folder cannot be made.
    """
    if folder is None:
        return Mask(secrets.token_bytes(32), off=unmask)
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / "mask.key"
    if not key.exists():
        with replacing(key) as file:
            file.write(secrets.token_bytes(32))
    return Mask(key.read_bytes()[:32], off=unmask)


class Outputs(Struct, frozen=True):
    """A folder for the outputs of a run. Findings and rejects hold personal data and are readable by their owner only.

    The key of the pseudonyms is kept in the folder, so that the same person has the same name in each run written there.
    """

    folder: Path
    mask: Mask

    @classmethod
    def at(cls, folder: Path, *, unmask: bool = False) -> Self:
        """Makes the folder if need be, and clears the rejects of an earlier run. Raises OSError if that cannot be done."""
        mask = mask_of(folder, unmask=unmask)
        (folder / "rejects.jsonl").unlink(missing_ok=True)
        return cls(folder, mask)

    @property
    def rejects(self) -> Path:
        return self.folder / "rejects.jsonl"

    @property
    def findings(self) -> Path:
        return self.folder / "findings.jsonl"

    @property
    def summary(self) -> Path:
        return self.folder / "summary.json"

    @property
    def report(self) -> Path:
        return self.folder / "report.html"

    @property
    def files(self) -> dict[str, str]:
        """What is where, for people and for summary.json; rejects only if there are any."""
        named = {"findings": self.findings, "rejects": self.rejects, "summary": self.summary, "report": self.report}
        return {name: str(path) for name, path in named.items() if name != "rejects" or path.exists()}

    def write_findings(self, program: Program, findings: Sequence[Finding], versions: Sequence[Program] = ()) -> None:
        """Findings alone; `versions`: all by which they were made, if not by `program` alone."""
        types = types_of(*(versions or (program,)))
        with replacing(self.findings) as file:
            file.writelines(orjson.dumps(finding_json(each, types, program.currency)) + b"\n" for each in findings)

    def write_alone(self, program: Program, findings: Sequence[Finding]) -> None:
        """Findings without the summary and report of an earlier run, which told of others."""
        for each in (self.summary, self.report):
            each.unlink(missing_ok=True)
        self.write_findings(program, findings)

    def write(self, result: Result, summary: Summary, run: dict[str, object]) -> None:
        """Findings, summary and report. `run` says how the run was asked for, so that `why` can ask again."""
        self.write_findings(result.program, result.findings, result.versions)
        document = {**summary_json(result, summary, self.mask), "files": self.files, "run": run}
        with replacing(self.summary) as file:
            file.write(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")
        with replacing(self.report) as file:
            file.write(report(result, self.mask).encode())
