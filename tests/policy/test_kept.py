"""What was compiled before is kept: it is the same, it counts only as long as nothing changed, and it cannot be used to do harm."""

import os
import pickle
from hashlib import sha256
from pathlib import Path

import orjson
import pytest

from bylaws.events.readers import Manner, open_events
from bylaws.policy import kept
from bylaws.policy.compile import compile_policy
from bylaws.policy.compiled import Compiled
from bylaws.policy.kept import kept_policy

POLICIES = Path(__file__).parents[2] / "src" / "bylaws" / "policies"
FRONT = "---\npolicy: p\nlanguage: 1\nprovider: P\nversion: 2026-01-01\neffective: on posting\ncontact: a@b.example\n"
CLAUSE = "## Calls {#calls}\n\nDo not call.\n\n```bylaw\n"
POLICY = (
    FRONT + "timezone: UTC\nincludes: base.md\nkinds: kinds.toml\n---\n" + CLAUSE + 'list bad by ip ip from "bad.csv"\n\n'
    "rule met on game.played\n  when ip in bad\n  against ip\n```\n"
)
BASE = FRONT + 'timezone: UTC\n---\n## Mail {#mail}\n\nDo not write.\n\n```bylaw\nmanual "people decide"\n```\n'
KINDS = '["game.played"]\nmeaning = "Somebody played."\n[ "game.played".fields.ip ]\ntype = "ip"\nmeaning = "From where."\n'


class Compiler:
    """Counts how often something is compiled in truth."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, path: Path) -> Compiled:
        self.times += 1
        return compile_policy(path)


@pytest.fixture
def compiler(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Compiler:
    counting = Compiler()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("bylaws.policy.compile.compile_policy", counting)
    return counting


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    folder = tmp_path / "policies"
    folder.mkdir()
    for name, text in (("p.md", POLICY), ("base.md", BASE), ("kinds.toml", KINDS), ("bad.csv", "ip\n192.0.2.1\n")):
        (folder / name).write_text(text)
    return folder / "p.md"


def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "cache" / "bylaws"
    return sorted(folder.iterdir()) if folder.is_dir() else []


@pytest.mark.parametrize("name", ["canonical", "northwind"])
def test_what_is_kept_is_what_was_compiled(name: str, compiler: Compiler) -> None:
    path = POLICIES / f"{name}.md"
    first, second = kept_policy(path), kept_policy(path)
    assert compiler.times == 1
    assert repr(second) == repr(first)
    assert second.program
    assert first.program
    assert [each.span.text for each in second.program.rules] == [each.span.text for each in first.program.rules]


def test_warnings_are_kept_too(compiler: Compiler, policy: Path) -> None:
    policy.write_text(POLICY.replace("when ip in bad", "let unused = 1\n  when ip in bad"))
    first, second = kept_policy(policy), kept_policy(policy)
    assert first.program
    assert first.warnings
    assert (compiler.times, repr(second.warnings)) == (1, repr(first.warnings))


def test_each_way_to_write_a_path_is_told_back_as_it_was_written(
    compiler: Compiler, policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(policy.parent)
    for path in (policy, Path("p.md"), policy, Path("p.md")):
        assert [each.path for each in kept_policy(path).texts] == [
            str(path),
            *(str(path.with_name(n)) for n in ("base.md", "kinds.toml")),
        ]
    assert compiler.times == 2


@pytest.mark.parametrize("name", ["p.md", "base.md", "kinds.toml"])
def test_a_changed_text_is_compiled_anew(name: str, compiler: Compiler, policy: Path) -> None:
    kept_policy(policy)
    changed = policy.with_name(name)
    changed.write_text(changed.read_text().replace("Do not", "Never").replace("Somebody", "Anybody"))
    assert repr(kept_policy(policy)) == repr(compile_policy(policy))
    assert compiler.times == 2


def test_a_text_with_a_mark_of_its_encoding_is_kept(compiler: Compiler, policy: Path) -> None:
    policy.write_bytes("\ufeff".encode() + policy.read_bytes())
    assert kept_policy(policy).program
    assert kept_policy(policy).program
    assert compiler.times == 1


def test_a_list_whose_file_is_gone_is_missed(compiler: Compiler, policy: Path) -> None:
    assert kept_policy(policy).program
    policy.with_name("bad.csv").unlink()
    assert [each.code for each in kept_policy(policy).errors] == ["list-file"]
    assert compiler.times == 2


def test_a_policy_with_errors_is_not_kept(compiler: Compiler, policy: Path, tmp_path: Path) -> None:
    policy.write_text(POLICY.replace("ip in bad", "ip in worse"))
    assert kept_policy(policy).errors
    assert kept_policy(policy).errors
    assert (compiler.times, files(tmp_path)) == (2, [])


def test_another_bylaws_compiles_for_itself(compiler: Compiler, policy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept_policy(policy)
    monkeypatch.setattr("bylaws.__version__", "0.0.0")
    kept_policy(policy)
    assert compiler.times == 2


@pytest.mark.parametrize("folder", ["source", "events", "policy"])
def test_a_changed_source_makes_another_bylaws(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("source", "events/kinds", "policy"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "a.py").write_text("one")
    monkeypatch.setattr("bylaws.__file__", str(tmp_path / "__init__.py"))
    before = kept._maker()
    assert kept._maker() == before
    changed = next((tmp_path / folder).rglob("a.py"))
    changed.write_text("three")
    assert kept._maker() != before


@pytest.mark.parametrize("at", [0, 10, 100, 5000, -1])
def test_a_damaged_file_is_made_anew(at: int, compiler: Compiler, policy: Path, tmp_path: Path) -> None:
    kept_policy(policy)
    (file,) = files(tmp_path)
    held = bytearray(file.read_bytes())
    held[at] ^= 0xFF
    file.write_bytes(held)
    assert repr(kept_policy(policy)) == repr(compile_policy(policy))
    file.write_bytes(file.read_bytes()[:at])
    assert repr(kept_policy(policy)) == repr(compile_policy(policy))
    assert compiler.times == 3
    kept_policy(policy)
    assert compiler.times == 3


def test_a_file_with_another_word_in_it_is_made_anew(compiler: Compiler, policy: Path, tmp_path: Path) -> None:
    kept_policy(policy)
    (file,) = files(tmp_path)
    file.write_bytes(file.read_bytes().replace(b"rule met", b"rule bet"))
    kept_policy(policy)
    assert compiler.times == 2


class Harm:
    """What pickle would run when it is loaded."""

    def __init__(self, done: Path) -> None:
        self.done = done

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.done),)


def test_nothing_that_lies_in_a_file_is_run(compiler: Compiler, policy: Path, tmp_path: Path) -> None:
    kept_policy(policy)
    (file,) = files(tmp_path)
    mark, told, _ = file.read_bytes().split(b"\n", 2)
    head = orjson.loads(told)
    harm = pickle.dumps(Harm(tmp_path / "done"))
    file.write_bytes(b"\n".join((mark, orjson.dumps(head | {"held": sha256(harm).hexdigest()}), harm)))
    assert kept_policy(policy).program
    assert compiler.times == 2
    assert not (tmp_path / "done").exists()


@pytest.mark.parametrize("which", ["file", "folder"])
def test_what_others_may_write_to_is_not_read(which: str, compiler: Compiler, policy: Path, tmp_path: Path) -> None:
    kept_policy(policy)
    (file,) = files(tmp_path)
    (file if which == "file" else file.parent).chmod(0o722)
    kept_policy(policy)
    assert compiler.times == 2


def test_only_the_user_can_read_what_is_kept(compiler: Compiler, policy: Path, tmp_path: Path) -> None:
    kept_policy(policy)
    (file,) = files(tmp_path)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert compiler.times == 1


def test_only_so_many_are_kept(compiler: Compiler, policy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    paths = [policy.with_name(f"p{number}.md") for number in range(3)]
    for number, path in enumerate(paths):
        path.write_text(POLICY)
        kept_policy(path)
        os.utime(kept._place(path) or path, (number, number))
    assert len(files(tmp_path)) == 2
    kept_policy(paths[2])
    assert compiler.times == 3
    kept_policy(paths[0])
    assert compiler.times == 4


@pytest.mark.parametrize("home", ["", None])
def test_without_a_home_nothing_is_kept(home: str | None, policy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("HOME") if home is None else monkeypatch.setenv("HOME", home)
    assert kept._place(policy) is None


def test_the_home_has_a_place_for_what_is_kept(policy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert kept_policy(policy).program
    assert len(list((tmp_path / ".cache" / "bylaws").iterdir())) == 1


def test_what_is_kept_is_no_log(compiler: Compiler, policy: Path, tmp_path: Path) -> None:
    kept_policy(policy)
    (tmp_path / "log.jsonl").write_text('{"kind": "auth.attempt", "at": "2026-01-01T00:00:00Z"}\n')
    found = list(open_events([str(tmp_path / "cache"), str(tmp_path / "log.jsonl")], Manner()))
    assert [type(each).__name__ for each in found] == ["Remark", "Record"]
    assert compiler.times == 1


@pytest.mark.parametrize("folder", ["relative", "/dev/null"])
def test_without_a_folder_nothing_is_kept(folder: str, compiler: Compiler, policy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(policy.parent)
    monkeypatch.setenv("XDG_CACHE_HOME", folder)
    assert kept_policy(policy).program
    assert kept_policy(policy).program
    assert compiler.times == 2
    assert not (policy.parent / "relative").exists()


def test_what_cannot_be_put_in_its_place_leaves_nothing(policy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def full(_self: Path, _target: Path) -> Path:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        assert kept_policy(policy).program
    assert files(tmp_path) == []
