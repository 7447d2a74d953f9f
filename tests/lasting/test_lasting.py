"""A state outlives its process: whatever ends it, the answers are those that would have been given without an end."""

from __future__ import annotations

import errno
import itertools
import json
import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.deciding import Answer, answers
from bylaws.engine.decide import Decider, Decision
from bylaws.engine.step import Stepper
from bylaws.events.readers.stream import Stream
from bylaws.journal.errors import JournalError, WrongPlaceError
from bylaws.journal.segment import Segment
from bylaws.lasting.contents import contents
from bylaws.lasting.erasing import erase
from bylaws.lasting.restoring import restore
from bylaws.lasting.retention import Retention
from bylaws.lasting.saving import Saver
from bylaws.lasting.serving import Serving
from bylaws.lasting.store import Store
from bylaws.policy.compile import compile_text
from bylaws.policy.program import Program
from bylaws.study.answers import refused, telling
from bylaws.study.request import Request, UsageError

from .conftest import BEGIN, POLICY, lines

NOW = int(BEGIN.timestamp() * 10**6) + 86400 * 10**6


def program_of(text: str = POLICY) -> Program:
    found = compile_text(text)
    assert found.program is not None, [each.message for each in found.diagnostics]
    return found.program


PROGRAM = program_of()
OTHER = program_of(POLICY.replace("block=high", "block=low"))


class Session:
    """One start: what was answered, what was said, and the process ends in order or not."""

    def __init__(self, folder: Path, program: Program = PROGRAM, keep: Sequence[str] = ()) -> None:
        self.folder, self.program, self.retention = folder, program, Retention.of(keep)
        self.said: list[str] = []
        self.told: list[dict[str, Any]] = []
        self.lost = ""

    def run(
        self,
        asked: Sequence[bytes],
        *,
        pieces: int = 7,
        every: int = 10,
        killed: bool = False,
        history: Path | None = None,
        clock: Callable[[], int] = lambda: NOW,
        aging: bool = True,
        patient: bool = False,
    ) -> list[dict[str, Any]]:
        """The answers to some lines, which come a few at a time."""
        left = iter([b"".join(asked[at : at + pieces]) for at in range(0, len(asked), pieces)])
        with Store(self.folder / "state", classes=self.retention.names) as store:
            past = None if history is None else Request(history, (str(history),))
            restored = restore(store, self.program, past, self)
            self.said += restored.notes
            saver = Saver(store, restored, self.said.append, every, self.retention.ages if aging else (), rests=0)
            if patient:
                saver.look = partial(_looked, saver)  # type: ignore[method-assign]
            if killed:
                saver.finish = lambda: None  # type: ignore[method-assign]
            Serving(store, restored.decider, self.retention, saver, self, clock).run(lambda: next(left, b""))
        if killed and saver._child:
            os.waitpid(saver._child, 0)  # what writes a snapshot shall not outlive the test
        return self.told

    def line(self, answer: Answer) -> bytes:
        told = telling(self.program)(answer) if isinstance(answer, Decision) else refused(*answer)
        return json.dumps(told).encode()

    def tell(self, answers: Sequence[tuple[Answer, bytes]], lost: str) -> None:
        self.told += [json.loads(line) for _, line in answers]
        self.lost = lost

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Nobody watches."""

    def advance(self, done: int) -> None:
        """Nobody watches."""


def _looked(saver: Saver) -> None:
    """Looks, and waits for what was begun: events come as slowly as their times say."""
    Saver.look(saver)
    if saver._child:
        saver._reap(0)


def plain(asked: Sequence[bytes], program: Program = PROGRAM) -> list[dict[str, Any]]:
    """The answers of a process that never ends."""
    decider, told = Decider(program), []
    for answer in answers(decider, Stream("-", iter(asked), "-:1")):
        told.append(telling(program)(answer) if isinstance(answer, Decision) else refused(*answer))
    return [json.loads(json.dumps(each)) for each in told]


def but(answers: Sequence[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
    return [{key: value for key, value in each.items() if key not in keys} for each in answers]


ASKED = lines(120)
EXPECTED = plain(ASKED)


def test_the_events_lead_to_something_of_everything() -> None:
    assert {each["verdict"] for each in EXPECTED} == {"allow", "review", "block"}
    assert any(each.get("overdue") for each in EXPECTED)
    assert any(each.get("joined") for each in EXPECTED)
    assert any(each.get("late") for each in EXPECTED)
    assert any("not understood" in (each["degraded"] or "") for each in EXPECTED)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.integers(0, 120), max_size=4).map(sorted),
    st.lists(st.booleans(), min_size=5, max_size=5),
    st.sampled_from((1, 7, 50)),
    st.sampled_from((5, 30, 1000)),
)
def test_starts_in_between_change_no_answer(cuts: list[int], killed: list[bool], pieces: int, every: int) -> None:
    with TemporaryDirectory() as folder:
        found: list[dict[str, Any]] = []
        for (begin, end), is_killed in zip(itertools.pairwise([0, *cuts, 120]), killed, strict=False):
            found += Session(Path(folder)).run(ASKED[begin:end], pieces=pieces, every=every, killed=is_killed)
        assert but(found, "line") == but(EXPECTED, "line")


def test_what_was_answered_is_answered_again_after_a_start(tmp_path: Path) -> None:
    for killed in (True, False):
        Session(tmp_path).run(ASKED[:60], killed=killed)
        again = Session(tmp_path).run(ASKED[40:60])
        assert but(again, "line", "repeated") == but(EXPECTED[40:60], "line", "repeated")
        assert all(each["repeated"] for each in again if "id" in each)


def test_lines_without_id_are_told_apart_over_starts(tmp_path: Path) -> None:
    line = b'{"kind": "call.record", "source": "s", "at": "2026-03-02T09:00:00Z", "account": "a1", "to": "+491"}\n'
    told = [answer for _ in range(3) for answer in Session(tmp_path).run([line, line])]
    assert len({each["id"] for each in told}) == 6
    assert not any(each["repeated"] for each in told)


def test_each_answer_waits_for_its_event_to_be_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled: list[int] = []
    real = os.fdatasync
    monkeypatch.setattr(os, "fdatasync", lambda handle: (real(handle), settled.append(os.fstat(handle).st_size)))
    session = Session(tmp_path)
    counts: list[tuple[int, int]] = []
    real_tell = session.tell

    def tell(given: Sequence[tuple[Answer, bytes]], lost: str) -> None:
        counts.append((len(given), len(settled)))
        real_tell(given, lost)

    session.tell = tell  # type: ignore[method-assign]
    session.run(ASKED[:20], pieces=10, every=1000)
    assert counts == [(10, 1), (10, 2)]
    (path,) = (tmp_path / "state" / "journal").iterdir()
    assert settled[-1] == path.stat().st_size


def test_another_policy_is_given_the_state_it_would_have_had(tmp_path: Path) -> None:
    Session(tmp_path).run(ASKED[:60])
    session = Session(tmp_path, OTHER)
    session.run(ASKED[60:])
    assert "the policy, or bylaws, is another than before: the state is made anew from the journal" in session.said
    assert but(session.told, "line") == but(plain(ASKED, OTHER)[60:], "line")


def test_a_verdict_that_was_given_stands_under_another_policy(tmp_path: Path) -> None:
    differing = [
        number
        for number, (ours, theirs) in enumerate(zip(EXPECTED, plain(ASKED, OTHER), strict=True))
        if ours["verdict"] != theirs["verdict"] and "id" in ours
    ]
    assert differing
    Session(tmp_path).run(ASKED)
    again = Session(tmp_path, OTHER).run(ASKED)
    assert [again[number]["verdict"] for number in differing] == [EXPECTED[number]["verdict"] for number in differing]


def snapshots(folder: Path) -> list[Path]:
    return sorted((folder / "state" / "snapshots").glob("*.snapshot"), reverse=True)


@pytest.mark.parametrize("spoilt", [1, 2, 3])
def test_a_damaged_snapshot_is_told_and_an_older_one_taken(tmp_path: Path, spoilt: int) -> None:
    for begin in (0, 20, 40):
        Session(tmp_path).run(ASKED[begin : begin + 20], every=1000)
    assert len(snapshots(tmp_path)) == 3
    for path in snapshots(tmp_path)[:spoilt]:
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    session = Session(tmp_path)
    session.run(ASKED[60:])
    assert sum("the next older one is taken" in each for each in session.said) == spoilt
    assert but(session.told, "line") == but(EXPECTED[60:], "line")


def test_a_journal_that_ends_before_a_snapshot_is_told(tmp_path: Path) -> None:
    Session(tmp_path).run(ASKED[:20])
    for path in (tmp_path / "state" / "journal").iterdir():
        path.unlink()
    with pytest.raises(JournalError, match=r"ends with record 0, and .* knows \d+; bring back what is missing"):
        Session(tmp_path).run(ASKED[20:])


def test_damage_is_told_only_where_it_matters(tmp_path: Path) -> None:
    Session(tmp_path).run(ASKED[:60], every=20)
    (path, *_) = sorted((tmp_path / "state" / "journal").iterdir())
    first = next(Segment(path).frames())
    data = bytearray(path.read_bytes())
    data[first.end - 1] ^= 1
    path.write_bytes(data)
    assert but(Session(tmp_path).run(ASKED[60:]), "line") == but(EXPECTED[60:], "line")
    with pytest.raises(JournalError, match=f"{path}: damaged at byte {first.offset}"):
        Session(tmp_path, OTHER).run([])


@pytest.mark.parametrize("step", [-(10**15), 10**15])
def test_a_clock_that_steps_takes_nothing_back(tmp_path: Path, step: int) -> None:
    """What was taken in when the clock said so is taken in whatever it says at the next start."""
    Session(tmp_path).run(ASKED[:60], killed=True, clock=lambda: NOW)
    session = Session(tmp_path)
    assert but(session.run(ASKED[:60], clock=lambda: NOW + step), "line", "repeated") == but(EXPECTED[:60], "line", "repeated")
    assert not session.said
    with Store(tmp_path / "state") as store:
        assert contents(store).classes["90d"].count == sum("id" in each for each in EXPECTED[:60])


@pytest.mark.parametrize("call", ["write", "fdatasync"])
def test_a_full_disk_degrades_answers_and_loses_none_that_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    calls = [0]
    real = getattr(os, call)

    def full(*given: object) -> object:
        """There is room again soon, but what was told to nobody stays out."""
        calls[0] += 1
        if calls[0] == 6:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*given)

    session = Session(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        session.run(ASKED[:60], every=1000)
    broken = [(each["degraded"] or "").startswith("the state was lost") for each in session.told]
    sound = session.told[: broken.index(True)]
    assert 30 < len(sound) < 60
    assert but(sound, "line") == but(EXPECTED[: len(sound)], "line")
    assert session.lost.endswith("nothing more can be written: No space left on device")
    after = session.told[len(sound) :]
    assert all(
        each["degraded"] == session.lost and each["verdict"] == "review" for each in after if each.get("kind") == "call.record"
    )
    again = Session(tmp_path).run(ASKED)
    assert but(again, "line", "repeated") == but(EXPECTED, "line", "repeated")
    assert sum(each.get("repeated", False) for each in again) == sum("id" in each for each in sound)


def test_a_snapshot_that_cannot_be_written_is_told_and_answers_go_on(tmp_path: Path) -> None:
    session = Session(tmp_path)
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "snapshots").mkdir()
    for number in range(200):
        (tmp_path / "state" / "snapshots" / f"{number:015}.snapshot").mkdir()
    session.run(ASKED)
    assert but(session.told, "line") == but(EXPECTED, "line")
    assert any(each.startswith("no snapshot could be written: ") for each in session.said)


def test_a_snapshot_for_which_no_process_can_be_is_told_and_answers_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_more() -> int:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", no_more)
    session = Session(tmp_path)
    assert but(session.run(ASKED), "line") == but(EXPECTED, "line")
    assert "no snapshot could be written: [Errno 11] Resource temporarily unavailable" in session.said[0]
    assert len(snapshots(tmp_path)) == 1


@pytest.mark.parametrize("every", [5, 1000])
def test_an_error_of_the_engine_keeps_what_was_taken_in_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every: int) -> None:
    """Half of an event may stand in the state then: no snapshot may hold that."""
    real, left = Stepper.push, [30]

    def push(self: Stepper, *given: Any) -> Any:
        found = real(self, *given)
        left[0] -= 1
        if not left[0]:
            raise RuntimeError("a bug")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(Stepper, "push", push)
        session = Session(tmp_path)
        session.run(ASKED[:60], pieces=11, every=every)
        assert session.lost == "the state was lost: RuntimeError: a bug"
    again = Session(tmp_path).run(ASKED)
    assert but(again, "line", "repeated") == but(EXPECTED, "line", "repeated")


def holds(folder: Path, subject: str) -> bool:
    """Whether anything below a folder names somebody, opened with all keys that are there."""
    with Store(folder / "state") as store:
        texts = [each.text or b"" for each in store.journal.read()]
        texts += [store.snapshots.read(each) for each in store.snapshots.newest_first() if not isinstance(each, JournalError)]
    return any(subject.encode() in each for each in texts)


def test_who_is_erased_is_in_no_record_and_no_snapshot(tmp_path: Path) -> None:
    Session(tmp_path).run(ASKED[:60])
    before = [path.read_bytes() for path in sorted((tmp_path / "state").rglob("*.snapshot"))]
    assert holds(tmp_path, "a1")
    with Store(tmp_path / "state") as store:
        assert erase(store, "A1 ") == sum(b'"a1"' in each and b"7.5" not in each for each in ASKED[:60])
    assert not snapshots(tmp_path)
    assert len(list((tmp_path / "state.keys").glob("*.key"))) == len(list((tmp_path / "state" / "journal").iterdir()))
    left = [each for each in ASKED[:60] if b'"a1"' not in each]
    told = Session(tmp_path).run(ASKED[60:])
    assert not holds(tmp_path, "a1") or any(b'"a1"' in each for each in ASKED[60:])
    assert but(told, "line") == but(plain([*left, *ASKED[60:]])[len(left) :], "line")
    assert before


def test_an_address_is_found_in_every_spelling(tmp_path: Path) -> None:
    line = b'{"kind": "call.record", "id": "%d", "at": "2026-03-02T09:00:00Z", "account": "a1", "to": "%s"}\n'
    Session(tmp_path).run([line % (1, b"+44 20 7946 0000"), line % (2, b"+442079460000"), line % (3, b"+442079460001")])
    with Store(tmp_path / "state") as store:
        assert erase(store, "+44 (20) 7946-0000") == 2
    assert not holds(tmp_path, "7946 0000")
    assert holds(tmp_path, "+442079460001")


def test_a_history_is_read_once_and_wanted_again_where_no_snapshot_fits(tmp_path: Path) -> None:
    history = tmp_path / "past.jsonl"
    history.write_bytes(b"".join(ASKED[:60]))
    Session(tmp_path).run(ASKED[60:90], history=history, killed=True)
    Session(tmp_path).run(ASKED[90:], killed=True)
    with pytest.raises(UsageError, match="this state was begun with a history"):
        Session(tmp_path, OTHER).run([])
    again = Session(tmp_path, OTHER).run([ASKED[90]], history=history)
    assert again[0]["repeated"]


def test_a_history_that_comes_too_late_is_refused(tmp_path: Path) -> None:
    Session(tmp_path).run(ASKED[:10])
    with pytest.raises(UsageError, match="was begun without a history"):
        Session(tmp_path).run([], history=tmp_path / "past.jsonl")


def test_events_are_kept_as_long_as_their_kind_may_be(tmp_path: Path) -> None:
    def called(day: int) -> bytes:
        at = f"2026-{3 + day // 30:02}-{1 + day % 30:02}T09:00:00Z"
        return json.dumps({"kind": "call.record", "id": f"d{day}", "at": at, "account": "a1", "to": "+491"}).encode() + b"\n"

    def noticed(day: int) -> bytes:
        return called(day).replace(b"call.record", b"notice.sent").replace(b'"d', b'"n')

    for day in range(60):
        keep = ["10d", "notice.*=30d"]
        Session(tmp_path, keep=keep).run([called(day), noticed(day)], clock=lambda: NOW + 10**14)
    with Store(tmp_path / "state") as store:
        held = contents(store)
        assert 20 < held.classes["30d"].count < 36
        assert 8 < held.classes["10d"].count < 16
        assert store.journal.first > 1
    session = Session(tmp_path, OTHER, keep=keep)
    session.run([])
    assert any("is past its age and counts no more" in each for each in session.said)


def test_a_process_that_goes_on_lets_go_of_what_is_past_its_age(tmp_path: Path) -> None:
    """However few events there are: none is kept for an eighth longer than it may be."""
    quarters = [BEGIN + timedelta(minutes=15 * number) for number in range(96 * 6)]
    asked = [
        json.dumps({"kind": "call.record", "id": str(number), "at": at.isoformat(), "account": "a1"}).encode() + b"\n"
        for number, at in enumerate(quarters)
    ]
    Session(tmp_path, keep=["1d"]).run(asked, pieces=1, every=10**9, clock=lambda: NOW + 10**14, patient=True)
    with Store(tmp_path / "state") as store:
        oldest = quarters[store.journal.first - 1]
    assert quarters[-1] - timedelta(days=1, hours=3) <= oldest <= quarters[-1] - timedelta(days=1)


def test_what_an_older_snapshot_needs_is_kept_for_the_newest_may_be_damaged(tmp_path: Path) -> None:
    days = [BEGIN.replace(month=month).isoformat() for month in (3, 5, 7, 9, 11)]
    asked = [
        json.dumps({"kind": "number.assigned", "id": day, "at": day, "account": "a1", "number": f"+49123450{number}"}).encode()
        + b"\n"
        for number, day in enumerate(days)
    ]
    for number, each in enumerate(asked):
        Session(tmp_path, keep=["1d"]).run([each], killed=number in (2, 3), clock=lambda: NOW + 10**14, aging=False)
    with Store(tmp_path / "state") as store:
        assert store.journal.first == 2
    newest = snapshots(tmp_path)[0]
    newest.write_bytes(newest.read_bytes()[:-1])
    session = Session(tmp_path)
    session.run([])
    assert len(session.said) == 1
    with Store(tmp_path / "state") as store:
        decider = restore(store, PROGRAM, None, session).decider
    assert [len(table) for table in decider._stepper._tables.values()] == [5]


def test_keys_of_another_state_are_refused(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        Session(tmp_path / name).run(ASKED[:10])
    with pytest.raises(WrongPlaceError, match="these keys are not those of"):
        Store(tmp_path / "one" / "state", tmp_path / "other" / "state.keys")
    with Store(tmp_path / "one" / "state"), pytest.raises(WrongPlaceError, match="another process"):
        Store(tmp_path / "one" / "state")


@pytest.mark.parametrize("told", ["", "90", "0d", "=90d", "call.*=", "90h"])
def test_an_age_that_is_none_is_refused(told: str) -> None:
    with pytest.raises(UsageError, match="--keep is an age in days"):
        Retention.of([told])


def test_the_first_pattern_that_fits_says_how_long() -> None:
    retention = Retention.of(["30d", "call.*=forever", "call.record=1d"])
    assert retention.names == ("forever", "1d", "30d")
    assert [retention.kept(kind) for kind in ("call.record", "message.sent")] == ["forever", "30d"]
