"""Whether the headers of a mail lie about where it comes from.

It goes by the headers, and by what the server that took the mail found. That a server stripped what led to the sender, as remailers
do, is no lie; nor that a mailing list broke a signature, where it tells so by a chain that holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

import re2

from bylaws.content.mail.authentication import Told, handed_over_by, results_of
from bylaws.content.mail.block import Block, block_of
from bylaws.content.mail.faults import MOST_HOPS, faults_of
from bylaws.content.mail.heading import domain
from bylaws.content.port import scored
from bylaws.events.addresses import canonical_ip
from bylaws.events.readers.mail.headers import addresses

AUTHENTIC: Final = "authentic"
FORGED: Final = "forged"
FORGED_RECEIVED: Final = "forged_received"
UNKNOWN: Final = "unknown"
_SENDER: Final = ("field twice", "hidden line break", "name of another")
"""Faults by which a mail shows another sender than it has."""
_ROUTE: Final = ("loop", "hops back in time")
_FOUR: Final = re2.compile(r"\[([0-9]{1,5}(?:\.[0-9]{1,5}){3})\]")


def forged_origin(headers: str, client: str) -> Mapping[str, object]:
    """Of a header block and the address that handed the mail over. `class` is `forged`, `forged_received`, `authentic` or
    `unknown`; `score` is 1 where they lie, else 0; `spans` says what tells it.
    """
    block = block_of(headers)
    told = results_of(block) if handed_over_by(block, client) else ()
    faults = faults_of(block)
    author = next((each.address for each in addresses(block.first("from"))), "")
    lies = [*(fault for fault in faults if fault in _SENDER), *_disowned(told)]
    if lies:
        return scored(1.0, lies, **{"class": FORGED})
    route = [*(fault for fault in faults if fault in _ROUTE), *_impossible(block)]
    if route:
        return scored(1.0, route, **{"class": FORGED_RECEIVED})
    proofs = list(_proofs(told, domain(author)))
    return scored(0.0, proofs, **{"class": AUTHENTIC if proofs else UNKNOWN})


def _disowned(told: Sequence[Told]) -> Iterator[str]:
    """What of the results says that the author's domain knows nothing of the mail."""
    results = {(each.method, each.result) for each in told}
    if ("dmarc", "fail") in results and ("arc", "pass") not in results and ("dmarc", "pass") not in results:
        yield "dmarc=fail"


def _proofs(told: Sequence[Told], author: str) -> Iterator[str]:
    """What of the results speaks for the author's domain."""
    for each in told:
        aligned = each.method == "dmarc" or (author and author in map(domain, each.domains))
        if each.result == "pass" and each.method in ("dmarc", "dkim", "spf") and aligned:
            yield f"{each.method}=pass"


def _impossible(block: Block) -> Iterator[str]:
    """What no server writes of the way that a mail took."""
    for value in islice(block.all("received"), MOST_HOPS):
        for found in _FOUR.finditer(value):
            try:
                canonical_ip(found[1])
            except ValueError:
                yield "hop from no address"
                return
