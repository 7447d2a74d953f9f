"""Results of checking a host against a list of rules: XCCDF 1.1 and 1.2 (NIST IR 7275), by itself or within ARF (NIST IR 7694).

OpenSCAP writes both: `oscap xccdf eval --results results.xml --results-arf arf.xml …`. Each rule that was checked becomes a
`control.checked` of the kind `electronic`: `outcome` is the result as it stands there (`pass`, `fail`, `fixed`, `error`,
`unknown`), `asset` the host, and `evidence_ref` the name of the test result. Rules that were not checked, or do not apply, are
counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from bylaws.events.readers.elements import Attributes, Elements
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject

NAME: Final = "xccdf"

_PROLOG: Final = rb"(?:\xef\xbb\xbf)?(?:\s++|<\?[^>]{0,300}\?>|<!--.*?-->)*+"
_BEGINNING: Final = re.compile(
    _PROLOG + rb"<(?:[\w.-]{1,40}:)?(?:Benchmark|TestResult|asset-report-collection)\s[^>]*"
    rb"(?:checklists\.nist\.gov/xccdf/|scap\.nist\.gov/schema/asset-reporting-format/)",
    re.DOTALL,
)
_CHECKED: Final = frozenset(("pass", "fail", "fixed", "error", "unknown"))
_TEXT: Final = 4096


class _Rule(Struct):
    """The result of a rule, where it stands; `outcome` None until it is told."""

    line: int
    offset: int
    name: str
    at: str
    outcome: str | None = None


class _Test(Struct):
    """What is to be known of the test result in which the rules stand."""

    name: str
    at: str
    asset: str | None = None


def sniff(head: bytes) -> bool:
    return _BEGINNING.match(head) is not None


def read(stream: Stream) -> Iterator[Record | Reject]:
    results = _Results(stream)
    for _ in results.elements.read():
        yield from results.told
        results.told.clear()


class _Results:
    """Test results as they are read: the one that is open, the rule in it, and the text that is wanted (None: none is)."""

    def __init__(self, stream: Stream) -> None:
        self.elements = Elements(stream, "results of XCCDF", self._begin, self._end, self._take)
        self.told: list[Record | Reject] = []
        self._stream = stream
        self._test: _Test | None = None
        self._rule: _Rule | None = None
        self._text: str | None = None

    def _begin(self, name: str, attributes: Attributes) -> None:
        name = _local(name)
        if name == "TestResult":
            self._test = _Test(attributes.get("id", ""), attributes.get("end-time") or attributes.get("start-time") or "")
        elif name == "rule-result" and self._test is not None:
            self._rule = _Rule(*self.elements.place, attributes.get("idref", ""), attributes.get("time") or self._test.at)
        elif self._test is not None and (name == "target" or (name == "result" and self._rule is not None)):
            self._text = ""

    def _take(self, text: str) -> None:
        if self._text is not None:
            self._text = (self._text + text)[:_TEXT]

    def _end(self, name: str) -> None:
        name, text, self._text = _local(name), self._text, None
        if text is not None and self._test is not None:
            if name == "target":
                self._test.asset = text.strip() or None
            elif self._rule is not None:
                self._rule.outcome = text.strip()
        elif name == "rule-result" and self._rule is not None and self._test is not None:
            self._close(self._rule, self._test)
            self._rule = None
        elif name == "TestResult":
            self._test = None

    def _close(self, rule: _Rule, test: _Test) -> None:
        if rule.outcome not in _CHECKED:
            self._stream.passed.add(rule.outcome or "rule without a result")
            return
        try:
            at = self._stream.local.read(rule.at)
        except ValueError as error:
            self.told.append(Reject(self._stream.name, rule.line, rule.offset, str(error), rule.name[:_TEXT]))
            return
        raw: dict[str, object] = {
            "at": at,
            "control": rule.name or None,
            "control_kind": "electronic",
            "asset": test.asset,
            "outcome": rule.outcome,
            "evidence_ref": test.name or None,
        }
        self.told.append(Record("control.checked", raw, self._stream.name, rule.line, rule.offset, NAME, self._stream.log))


def _local(name: str) -> str:
    """Without the prefix of its namespace."""
    return name.rpartition(":")[2]
