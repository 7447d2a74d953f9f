"""A name server of one's own, on this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dns import flags, message, rcode, rdatatype, rrset

Records = dict[tuple[str, str], list[str]]


@contextmanager
def name_server(held: Records) -> Iterator[int]:
    """The port at which it answers by UDP; `silent.example.org` it does not answer, `broken.example.org` it refuses."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(0.1)
        ended = threading.Event()
        worker = threading.Thread(target=_serve, args=(server, held, ended))
        worker.start()
        try:
            yield server.getsockname()[1]
        finally:
            ended.set()
            worker.join()


def _serve(server: socket.socket, held: Records, ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            asked, sender = server.recvfrom(4096)
        except TimeoutError:
            continue
        question = message.from_wire(asked)
        name, sort = question.question[0].name.to_text(omit_final_dot=True), rdatatype.to_text(question.question[0].rdtype)
        answer = message.make_response(question)
        answer.flags |= flags.RA
        if name.startswith("silent."):
            continue
        if name.startswith("broken."):
            answer.set_rcode(rcode.SERVFAIL)
        elif not any(owner == name for owner, _ in held):
            answer.set_rcode(rcode.NXDOMAIN)
        elif (name, sort) in held:
            answer.answer.append(rrset.from_text_list(f"{name}.", 60, "IN", sort, held[name, sort]))
        server.sendto(answer.to_wire(), sender)
