"""What the programs of a host say becomes sign-ins and results of mail."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import orjson
import pytest

import bylaws.policies
from bylaws.cli import main
from bylaws.events.readers import Reading as Read
from bylaws.events.readers import Stream, read_stream, recognise
from bylaws.events.readers.local_time import LocalTime, zone_of
from bylaws.events.readers.syslog.hearing import LONGEST, REPEATS, Hearing
from bylaws.events.readers.syslog.memory import Memory, Twins
from bylaws.events.readers.syslog.said import Said
from bylaws.events.record import Record, Remark

POLICY = Path(bylaws.policies.__file__).parent / "northwind.md"
HEAD = "Nov 21 10:00:00 gate "
FAILED = "Failed password for root from 203.0.113.9 port 4001 ssh2"


def read(*lines: str, local: LocalTime | None = None) -> list[Record]:
    content = "".join(f"{line}\n" for line in lines).encode()
    items = list(read_stream(Stream("log", iter([content]), local=local or LocalTime(last=date(2026, 11, 30))), Read("syslog")))
    assert all(isinstance(item, Record | Remark) for item in items), items
    return [item for item in items if isinstance(item, Record)]


def sshd(*said: str) -> list[tuple[object, ...]]:
    """Outcome, login and address of each sign-in, of one process."""
    return attempts(*(f"sshd[7]: {each}" for each in said))


def attempts(*said: str) -> list[tuple[object, ...]]:
    return [(each.raw["outcome"], each.raw.get("user"), each.raw["ip"]) for each in read(*(HEAD + each for each in said))]


def fails(login: str | None, ip: str | None = "203.0.113.9") -> tuple[object, ...]:
    return "fail", login, ip


def reasons(*lines: str) -> list[str]:
    content = "".join(f"{line}\n" for line in lines).encode()
    return [each.reason for each in read_stream(Stream("log", iter([content])), Read("syslog")) if not isinstance(each, Record)]


def test_each_host_is_a_source_of_its_own() -> None:
    failed = "sshd[7]: Failed password for lee from 203.0.113.9 port 40000 ssh2"
    lines = (
        f"Nov  1 10:00:00 web1 {failed}",
        f"Nov  1 10:00:01 web2 {failed}",
        f"<38>1 2026-11-01T10:00:02Z - sshd 7 - - {failed[9:]}",
    )
    assert [each.source for each in read(*lines)] == ["web1", "web2", "syslog"]


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("Nov  1 10:00:00 gate", "2026-11-01T09:00:00+00:00"),
        ("<38>Dec 31 23:30:00.25 gate", "2025-12-31T22:30:00.250000+00:00"),
        ("2026-11-21T10:00:00 gate", "2026-11-21T09:00:00+00:00"),
        ("2026-11-21T10:00:00.123456-05:00 gate", "2026-11-21T15:00:00.123456+00:00"),
        ("2026-11-21T10:00:00+0000 gate", "2026-11-21T10:00:00+00:00"),
    ],
)
def test_times_of_lines(line: str, at: str) -> None:
    (record,) = read(f"{line} sshd[7]: {FAILED}", local=LocalTime(zone_of("Europe/Berlin"), date(2026, 11, 30)))
    assert record.raw["at"] == at


def test_a_line_by_the_later_standard() -> None:
    (record,) = read(f'<38>1 2026-11-21T10:00:00.5+01:00 gate sshd 7 - [a@1 b="x\\"]"][c@1] \ufeff{FAILED}')
    assert (record.raw["at"], record.raw["user"]) == ("2026-11-21T09:00:00.500000+00:00", "root")


def test_one_password_is_one_failure_however_many_lines_tell_of_it() -> None:
    unknown = "Invalid user ann from 203.0.113.9 port 4001"
    refused = "Failed password for invalid user ann from 203.0.113.9 port 4001 ssh2"
    closed = "Connection closed by invalid user ann 203.0.113.9 port 4001 [preauth]"
    assert sshd(unknown, refused, refused, refused, closed) == [fails("ann")] * 3
    assert sshd(unknown, closed) == [fails("ann")]
    assert sshd(closed, closed) == [fails("ann")] * 2
    assert sshd(unknown, closed, unknown, refused, closed) == [fails("ann")] * 2
    assert sshd(FAILED, "Disconnected from authenticating user root 203.0.113.9 port 4001 [preauth]") == [fails("root")]


def test_failures_of_other_processes_and_hosts_are_others() -> None:
    ended = "Connection reset by authenticating user root 203.0.113.9 port 4001 [preauth]"
    lines = [f"{HEAD}sshd[1]: {FAILED}", f"{HEAD}sshd[2]: {ended}", f"{HEAD}sshd[1]: {ended}".replace("gate", "door")]
    assert len(read(*lines)) == 3


def test_only_what_sshd_adds_counts() -> None:
    forged = "x from 192.0.2.1 port 1 ssh2"
    assert sshd(f"Failed password for invalid user {forged} from 203.0.113.9 port 4 ssh2") == [fails(forged)]
    assert sshd("Invalid user x from 192.0.2.1 from 203.0.113.9 port 4") == [fails("x from 192.0.2.1")]
    assert sshd("Invalid user Accepted password for root from 192.0.2.1 port 1 ssh2 from 203.0.113.9 port 4")[0][0] == "fail"
    assert sshd("Connection closed by invalid user x 192.0.2.1 port 1 203.0.113.9 port 4 [preauth]") == [
        fails("x 192.0.2.1 port 1")
    ]


def test_what_is_no_attempt_at_sshd() -> None:
    assert not sshd(
        "Failed none for invalid user ann from 203.0.113.9 port 4001 ssh2",
        "Received disconnect from 203.0.113.9 port 4001:11: Bye Bye [preauth]",
        "Connection closed by 203.0.113.9 port 4001 [preauth]",
        "Disconnected from user kim 192.0.2.7 port 4001",
        "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9  user=root",
    )


def test_repetitions_count_and_have_identities_of_their_own() -> None:
    found = read(f"{HEAD}sshd[7]: message repeated 3 times: [ {FAILED}]")
    assert [each.raw.get("id") for each in found] == [None, "log#1.2", "log#1.3"]
    assert (
        sshd(FAILED, "message repeated 2 times: [ Accepted password for kim from 192.0.2.7 port 1 ssh2]")[1:]
        == [("success", "kim", "192.0.2.7")] * 2
    )
    assert len(attempts(f"sshd[7]: {FAILED}", "last message repeated 4 times")) == 5
    assert len(attempts(f"sshd[7]: {FAILED}", "syslogd: last message repeated 4 times")) == 5
    assert not attempts("last message repeated 4 times", "cron[1]: x", "last message repeated 4 times")


def test_hostile_numbers_of_repetitions_are_rejected_at_once() -> None:
    started = time.process_time()
    found = reasons(*[f"{HEAD}sshd[7]: message repeated {REPEATS + 1} times: [ {FAILED}]"] * 3)
    assert found == ["a message that was repeated more than 100,000 times"] * 3
    reasons(*[f"{HEAD}cron[7]: message repeated {REPEATS} times: [ x]"] * 1000)
    assert time.process_time() - started < 2


def test_failures_that_pam_counts_together() -> None:
    tail = "logname=kim uid=1000 euid=0 tty=/dev/pts/0 ruser=kim rhost=  user=kim"
    once, more = (
        f"pam_unix(sudo:auth): authentication failure; {tail}",
        f"pam_unix(sudo:auth): 2 more authentication failures; {tail}",
    )
    assert attempts(f"sudo[1]: {once}", f"sudo[1]: {more}") == [fails("kim", None)] * 3


def test_a_name_made_to_look_like_an_address_does_not_hide_the_true_one() -> None:
    forged = "x rhost=192.0.2.1  user=kim"
    line = f"pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser={forged} rhost=203.0.113.9"
    assert attempts(f"vsftpd[1]: {line}") == [fails(forged)]


def test_what_pam_and_the_program_both_tell_is_one_failure() -> None:
    tail = "logname= uid=0 euid=0 tty=dovecot ruser=ann rhost=203.0.113.9  user=ann"
    pam = f"auth: pam_unix(dovecot:auth): authentication failure; {tail}"
    login = "dovecot: imap-login: Disconnected (auth failed, 2 attempts in 4 secs): user=<ann>, method=PLAIN, rip=203.0.113.9, TLS"
    assert len(attempts(pam, pam, login)) == 2
    assert len(attempts(pam, login, login)) == 4
    ftp = 'vsftpd: [ann] FAIL LOGIN: Client "203.0.113.9"'
    assert len(attempts(pam, ftp)) == 2
    assert len(attempts(pam.replace("dovecot", "vsftpd"), ftp)) == 1


def test_an_ftp_line_that_tells_two_things_tells_nothing() -> None:
    assert not attempts('vsftpd: [ftp] OK LOGIN: Client "203.0.113.9", anon password "x] FAIL LOGIN: Client "192.0.2.1"')


def test_what_became_of_a_mail_is_called_by_its_message_id_on_its_own_host() -> None:
    told = "postfix/cleanup[1]: 3C5A21F: message-id=<m1@example.org>"
    sent = "postfix/smtp[1]: 3C5A21F: to=<ann@example.com>, relay=mx[198.51.100.1]:25, delay=1, dsn=2.0.0, status=sent (ok)"
    one, other = read(HEAD + told, HEAD + sent, (HEAD + sent).replace("gate", "door"))[:2]
    assert (one.raw["message"], other.raw["message"]) == ("m1@example.org", "3C5A21F")


def test_a_mail_that_was_put_off_until_it_expired_has_bounced() -> None:
    def result(recipient: str, code: str, status: str) -> str:
        return f"{HEAD}postfix/smtp[1]: 3C5A21F: to=<{recipient}>, relay=none, delay=1, dsn={code}, status={status} (so)"

    told = read(
        f"{HEAD}postfix/cleanup[1]: 3C5A21F: message-id=<m1@example.org>",
        result("ann@example.com", "4.4.1", "deferred"),
        result("ben@example.com", "4.4.1", "deferred"),
        result("cid@example.com", "4.3.0", "deferred"),
        result("ann@example.com", "2.0.0", "sent"),
        result("cid@example.com", "4.7.0", "deferred"),
        f"{HEAD}postfix/qmgr[1]: 3C5A21F: from=<kim@example.org>, status=expired, returned to sender",
        f"{HEAD}postfix/qmgr[1]: 3C5A21F: from=<kim@example.org>, status=expired, returned to sender",
    )
    assert [(each.raw["recipient"], each.raw["outcome"], each.raw["code"]) for each in told] == [
        ("ann@example.com", "delivered", "2.0.0"),
        ("ben@example.com", "bounced", "4.4.1"),
        ("cid@example.com", "bounced", "4.7.0"),
    ]
    assert {each.raw["message"] for each in told} == {"m1@example.org"}


def test_postfix_is_understood_where_the_log_does_not_tell_which_part_of_it_speaks() -> None:
    head = "<22>1 2026-11-21T10:00:00Z gate postfix 1 - -  "
    told = read(
        head + "3C5A21F: client=desk.example[192.0.2.7], sasl_method=PLAIN, sasl_username=kim",
        head + "3C5A21F: message-id=<m1@example.org>",
        head + "3C5A21F: to=<ann@example.com>, relay=mx[198.51.100.1]:25, delay=1, dsn=2.0.0, status=sent (ok)",
        head + "warning: unknown[203.0.113.9]: SASL LOGIN authentication failed: UGFzc3dvcmQ6",
    )
    assert [each.kind for each in told] == ["auth.attempt", "message.result", "auth.attempt"]
    assert told[1].raw["message"] == "m1@example.org"


def test_the_reply_of_another_host_cannot_change_what_became_of_a_mail() -> None:
    reply = "host said: 550 no>, relay=x, dsn=2.0.0, status=sent (really)"
    line = (
        f"postfix/smtp[1]: 3C5A21F: to=<ann@example.com>, relay=mx[198.51.100.1]:25, delay=1, dsn=5.1.1, status=bounced ({reply})"
    )
    (record,) = read(HEAD + line)
    assert (record.raw["outcome"], record.raw["code"], record.raw["recipient"]) == ("bounced", "5.1.1", "ann@example.com")


def test_what_other_programs_say_is_told_once() -> None:
    items = list(read_stream(Stream("log", iter([f"{HEAD}cron[1]: x\n".encode() * 3])), Read()))
    assert [str(each) for each in items] == ["log: 3 entries tell of no event: cron 3"]


@pytest.mark.parametrize(
    "text", ["hello", "Foo 21 10:00:00 gate sshd[1]: x", "Nov 21 10:00:00", "Nov 21 10:00:00 gate without a tag"]
)
def test_what_is_no_line_is_rejected(text: str) -> None:
    assert reasons(text) == ["no line of syslog"]


@pytest.mark.parametrize(
    "text",
    ["Feb 30 10:00:00 gate a: x", "Nov 21 25:00:00 gate a: x", "2026-13-01T10:00:00Z gate a: x", "<1>1 yesterday gate a - - - x"],
)
def test_a_time_that_there_is_not_is_rejected(text: str) -> None:
    assert len(reasons(text)) == 1


def test_hostile_lines_are_heard_in_bounded_time() -> None:
    parts = [" from ", " rhost=", ">, rip=", "(auth failed, 1 attempts)", "dsn=2.0.0, status=sent (", "] FAIL LOGIN: ", *'"[\\ ']
    starts = {
        "sshd": ["Failed password for ", "Accepted password for ", "Invalid user ", "Connection closed by invalid user "],
        "su": ["pam_unix(su:auth): authentication failure; logname= uid= euid= tty= ruser="],
        "dovecot": ["imap-login: Login: user=<", "imap-login: x (auth failed, 1 attempts): user=<"],
        "postfix/smtp": ["3C5A21F: to=<", "3C5A21F: to=<a>, relay=x, "],
        "postfix/smtpd": ["warning: ", "3C5A21F: client="],
        "postfix/qmgr": ["3C5A21F: from=<"],
        "vsftpd": ["["],
        "cron": ["message repeated 2 times: ["],
    }
    hearing = Hearing()
    for program, start in ((program, start) for program, begun in starts.items() for start in begun):
        for part in parts:
            text = (start + part * LONGEST)[:LONGEST]
            began = time.process_time()
            hearing.hear(Said("", "gate", program, "7", text))
            assert time.process_time() - began < 0.5, (program, start, part)


def test_a_message_that_nobody_would_say_is_not_listened_to() -> None:
    user = "x" * LONGEST
    assert not sshd(f"Invalid user {user} from 203.0.113.9 port 4")


def test_memory_is_bounded() -> None:
    memory: Memory[int, int] = Memory(10)
    for number in range(1000):
        memory.keep(number, number)
    assert [number for number in range(1000) if memory.get(number) is not None] == list(range(990, 1000))
    twins = Twins()
    twins.add("a", "192.0.2.1", 2)
    assert [twins.new("b", "192.0.2.1", 1), twins.new("a", "192.0.2.1", 5), twins.new("a", "192.0.2.1", 5)] == [1, 3, 5]


def journal(**members: object) -> bytes:
    told = {"__CURSOR": "c1", "__REALTIME_TIMESTAMP": "1795255200000000", "SYSLOG_IDENTIFIER": "sshd", "MESSAGE": FAILED}
    return orjson.dumps(told | members) + b"\n"


@pytest.mark.parametrize("wrong", [None, True, 7, -1.5, "", "x", [], [300], ["a"], {}, "\u0000"])
def test_a_journal_may_hold_anything(wrong: object) -> None:
    for member in ("__CURSOR", "__REALTIME_TIMESTAMP", "SYSLOG_IDENTIFIER", "MESSAGE", "_PID", "_HOSTNAME"):
        list(read_stream(Stream("log", iter([journal(**{member: wrong})])), Read("journal")))


def test_a_journal_is_recognised_and_no_syslog_is_taken_for_a_web_log() -> None:
    found = recognise(journal()), recognise((HEAD + "sshd[1]: x").encode()), recognise(b"Nov 21 10:00:00 something else")
    assert [each and each.name for each in found] == ["journal", "syslog", None]


def test_the_rules_against_guessing_see_what_syslog_tells(tmp_path: Path) -> None:
    lines = [f"Nov 21 10:{n:02}:00 gate sshd[{n}]: Failed password for root from 203.0.113.9 port 4 ssh2" for n in range(10)]
    lines += [f"Nov 21 11:{n:02}:00 gate sshd[{n}]: Invalid user u{n} from 203.0.113.10 port 4" for n in range(20)]
    lines += ["Nov 21 10:20:00 gate sshd[99]: Accepted password for root from 203.0.113.9 port 4 ssh2"]
    (tmp_path / "auth.log").write_text("\n".join(lines))
    code = main(["run", str(POLICY), "--events", str(tmp_path / "auth.log"), "--year", "2026", "--out", str(tmp_path / "out")])
    found = [json.loads(line) for line in (tmp_path / "out" / "findings.jsonl").read_text().splitlines()]
    assert code == 1
    assert sorted(each["rule"] for each in found) == ["guessed-at-last", "guessing", "spraying"]


@pytest.mark.parametrize(
    ("said", "interface", "listens"),
    [
        ("device eth0 entered promiscuous mode", "eth0", True),
        ("[  46.962115] device br-1 left promiscuous mode", "br-1", False),
        ("lo: entered promiscuous mode", "lo", True),
        ("e1000e 0000:00:1f.6 eno1: left promiscuous mode", "eno1", False),
        ("veth1 (unregistering): left promiscuous mode", "veth1", False),
    ],
)
def test_an_interface_listens_in_the_words_of_any_version_of_linux(said: str, interface: str, listens: bool) -> None:
    (record,) = read(f"{HEAD}kernel: {said}")
    assert record.kind == "host.state"
    assert {name: record.raw[name] for name in ("host", "interface", "promiscuous")} == {
        "host": "gate",
        "interface": interface,
        "promiscuous": listens,
    }


def test_who_is_not_the_kernel_tells_of_no_interface() -> None:
    assert (
        read(f"{HEAD}logger: device eth0 entered promiscuous mode", f"{HEAD}kernel: eth0 entered promiscuous mode, it said") == []
    )


def test_a_listening_interface_is_found_in_the_log_of_a_host(tmp_path: Path) -> None:
    log, out = tmp_path / "kern.log", tmp_path / "out"
    log.write_text(f"{HEAD}kernel: device eth0 entered promiscuous mode\n{HEAD}kernel: device br0 entered promiscuous mode\n")
    assert main(["run", str(POLICY), "--events", str(log), "--year", "2026", "--clause", "interception", "--out", str(out)]) == 1
    (finding,) = map(json.loads, (out / "findings.jsonl").read_text().splitlines())
    assert finding["says"] == "interface eth0 of gate listens to all traffic around it"


def test_dropbear_tells_of_sign_ins() -> None:
    door = "dropbear[9]: "
    assert attempts(
        f"{door}Bad password attempt for 'root' from 203.0.113.9:4711",
        f"{door}Bad PAM password attempt for 'it's' from 2001:db8::9:4711",
        f"{door}Login attempt for nonexistent user from 203.0.113.9:4712",
        f"{door}Login attempt for nonexistent user 'pi' from 203.0.113.9:4712",
        f"{door}Password auth succeeded for 'root' from 203.0.113.9:4713",
        f"{door}PAM password auth succeeded for 'root' from 203.0.113.9:4713",
        f"{door}Pubkey auth succeeded for 'git' with ssh-ed25519 key SHA256:x from 203.0.113.9:4714",
        f"{door}Exit before auth (user 'root', 3 fails): Max auth tries reached - user 'root' from 203.0.113.9:4711",
        f"{door}Child connection from 203.0.113.9:4711",
    ) == [
        fails("root"),
        fails("it's", "2001:db8::9"),
        fails(None),
        fails("pi"),
        *[("success", "root", "203.0.113.9")] * 2,
        ("success", "git", "203.0.113.9"),
    ]
