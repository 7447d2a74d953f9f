"""`bylaws origin`: where mails come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from cyclopts import Parameter
from msgspec import Struct, to_builtins
from rich.text import Text

from bylaws.cli.console import print_json, show, tell
from bylaws.cli.exits import Exit
from bylaws.events.readers.dns import EXTRA, is_installed
from bylaws.events.record import Reject
from bylaws.intake import inputs_of
from bylaws.origin.answers import Answers, Asking, Recorded, Remembering
from bylaws.study.request import UsageError

if TYPE_CHECKING:
    from bylaws.events.readers.mail.judged import Mail
    from bylaws.origin.proof import Proof

SOURCES: Final = "either `--dns FILE`, answers that were recorded, or `--resolver ADDRESS`, a name server that is asked now"


class _Judged(Struct, frozen=True):
    mail: Mail
    proof: Proof

    @property
    def place(self) -> str:
        return f"{self.mail.file}:{self.mail.line}"

    @property
    def lines(self) -> tuple[str, str]:
        told = self.proof
        results = f"spf {told.spf.result}, dkim {told.signed}, arc {told.arc.result}, dmarc {told.dmarc.result}"
        asks = f", whose domain asks for {told.dmarc.policy}" if told.dmarc.policy else ""
        return f"{self.place}  {self.mail.author}", f"  {results}{asks}: {told.dmarc.reason}"

    def as_json(self) -> dict[str, object]:
        transport = to_builtins(self.mail.transport)
        return {"mail": self.place, "from": self.mail.author, "transport": transport, **to_builtins(self.proof)}


def origin(
    mails: Annotated[list[str], Parameter(allow_leading_hyphen=True)],
    /,
    *,
    dns: Path | None = None,
    resolver: str = "",
    record: Path | None = None,
    format: Annotated[Literal["text", "json"], Parameter(help="how to print")] = "text",
) -> Exit:
    """Judge where mails come from, by SPF, DKIM, ARC and DMARC.

    How a mail was handed over is read from its uppermost `Received` and its `Return-Path`, which the server that took it wrote.
    Signatures are judged as of the time at which it came.

    Parameters
    ----------
    mails
        files, folders (a Maildir), patterns, or `-` for standard input
    dns
        recorded answers of the DNS, as `--record` writes them
    resolver
        address of a name server that is asked now, with `#PORT` behind it if that is not 53
    record
        write all answers into this file, so that the same is judged again without a network, as by `bylaws run --dns`
    """
    if not is_installed():
        raise UsageError(EXTRA)
    answers = Remembering(_answers(dns, resolver))
    judged = list(_judged(mails, answers))
    if record is not None:
        _write(record, answers)
    if format == "json":
        print_json([each.as_json() for each in judged])
    elif judged:
        _show(judged)
    else:
        show(Text("no mails"))
    return Exit.NOTHING if judged else Exit.REJECTS


def _answers(dns: Path | None, resolver: str) -> Answers:
    if (dns is None) == (not resolver):
        raise UsageError(f"say who answers questions to the DNS: {SOURCES}")
    if dns is None:
        address, _, port = resolver.partition("#")
        try:
            return Asking(str(ip_address(address)), int(port or 53))
        except ValueError:
            raise UsageError(f"`{resolver}` is no address of a name server, such as `192.0.2.53` or `::1#5353`") from None
    try:
        return Recorded.read(dns)
    except OSError as error:
        raise UsageError(f"`{dns}` cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise UsageError(str(error)) from None


def _judged(paths: Sequence[str], answers: Answers) -> Iterator[_Judged]:
    from bylaws.events.readers.mail.judged import mails_of

    for each in inputs_of(paths):
        for mail in mails_of(each):
            if isinstance(mail, Reject):
                tell(str(mail), "yellow")
            else:
                yield _Judged(mail, mail.judge(answers))


def _write(path: Path, answers: Remembering) -> None:
    try:
        path.write_bytes(b"".join(answers.lines()))
    except OSError as error:
        raise UsageError(f"the answers cannot be written to `{path}`: {error.strerror}") from None


def _show(judged: Sequence[_Judged]) -> None:
    for each in judged:
        head, results = each.lines
        show(Text(head, style="bold"))
        show(Text(results))
