"""What a run and `doctor` say of what was probably not seen: the same, whichever way the events are judged."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from bylaws import app
from bylaws.cli import main
from tests.cli.conftest import Desk, attempt

Said = pytest.CaptureFixture[str]
Paths = pytest.mark.parametrize("worth", [app.WORTH_COLUMNS, 1], ids=["steps", "columns"])
TESTED: Final = {"kind": "permit.granted", "id": "p", "at": "2026-11-01T00:00:00Z", "account": "a1"}


def _permit(name: str, kind: str, **scope: str) -> dict[str, object]:
    return {**TESTED, "id": name, "fields": {"permit": name, "kind": kind, "scope": {each: [scope[each]] for each in scope}}}


def _doctor(desk: Desk, capsys: Said, *words: str) -> tuple[int, str]:
    capsys.readouterr()
    code = main(["doctor", str(desk.policy), "--events", str(desk.events), *words])
    return code, capsys.readouterr().out


def _told(text: str) -> Any:
    return json.loads(text)


@Paths
def test_permits_of_a_kind_or_a_scope_that_nobody_asks_for_are_told(
    desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    granted = [_permit("p1", "security-tset"), _permit("p2", "security-test", targte="203.0.113.9"), _permit("p3", "parking")]
    desk.write(*granted, *(attempt(minute) for minute in range(5)))
    desk.run()
    said = capsys.readouterr().out
    kind = "1 permit of kind security-tset: no `permitted` asks for that kind; is `security-test` meant?"
    scope = "1 permit of kind security-test names targte in the scope, which bounds nothing: `permitted` asks for target only"
    for each in (kind, f"{scope}; is `target` meant?", "1 permit of kind parking: no `permitted` asks for that kind\n"):
        assert each in said
    stray = {"kind": "security-test", "scope": "targte", "permits": 1, "like": "target", "asked": ["target"]}
    told = desk.summary()["stray_permits"]
    assert stray in told
    assert [each["kind"] for each in told] == ["parking", "security-test", "security-tset"]
    page = (desk.out / "report.html").read_text(encoding="utf-8")
    assert "names targte in the scope, which bounds nothing" in page
    code, said = _doctor(desk, capsys)
    assert (code, kind in said, scope in said) == (1, True, True)
    assert _told(_doctor(desk, capsys, "--format", "json")[1])["stray_permits"] == told


@Paths
def test_permits_as_they_are_asked_for_are_not_spoken_of(
    desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    again = {**_permit("p1", "security-test", target="203.0.113.9"), "id": "again", "at": "2026-11-02T00:00:00Z"}
    desk.write(_permit("p1", "security-tset", targte="203.0.113.9"), again, *(attempt(minute) for minute in range(5)))
    desk.run()
    assert desk.summary()["stray_permits"] == []
    assert "Permits that" not in capsys.readouterr().out
    assert "Permits that" not in _doctor(desk, capsys)[1]
