"""DMARC (RFC 9989): whether what proved to be true speaks for the domain in `From`, and what its owner asks for if nothing does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from bylaws.origin.answers import Answers, Sort, UnansweredError, spelled
from bylaws.origin.dkim_signatures import Signature
from bylaws.origin.verdicts import FAIL, NONE, PASS, PERMERROR, TEMPERROR, Verdict

LABELS: Final = 7
"""Labels of a name from which on each is asked for; longer ones are cut to that after the first question (RFC 9989, 4.10)."""
POLICIES: Final = ("none", "quarantine", "reject")
"""In their order of strength."""
_RECORD: Final = 4096
"""Signs of a record that are looked at."""
_EXISTENCE: Final[tuple[Sort, ...]] = ("A", "AAAA", "MX", "TXT")

Tags = Mapping[str, str]


class Judgement(Struct, frozen=True):
    """`domain` is that of the author, `policy` what its owner asks for (empty: nothing is published)."""

    result: str
    domain: str = ""
    policy: str = ""
    reason: str = ""


class _Walk(Struct, frozen=True):
    """What stands on the way from a domain up: each with the tags of its record, the domain's own first."""

    start: str
    found: tuple[tuple[str, Tags], ...]

    @property
    def organization(self) -> str:
        """The domain of the organization to which the start belongs."""
        for domain, tags in self.found:
            if tags.get("psd") == "n":
                return domain
            if tags.get("psd") == "y" and domain != self.start:
                return _below(domain, self.start)
        return self.found[-1][0] if self.found else self.start

    @property
    def policy(self) -> tuple[str, Tags] | None:
        """The record that counts for the start: its own, else that of its organization, else that of the public suffix."""
        held = dict(self.found)
        public = next((domain for domain, tags in self.found if tags.get("psd") == "y"), "")
        named = next((each for each in (self.start, self.organization, public) if each in held), None)
        return None if named is None else (named, held[named])


def judged(authors: Sequence[str], path: Verdict, signatures: Iterable[Signature], answers: Answers) -> Judgement:
    """Of the domains in `From`, what SPF and the signatures said."""
    domains = sorted({spelled(each) for each in authors if each})
    if len(domains) != 1 or not domains[0].isascii():
        return Judgement(PERMERROR, ", ".join(domains)[:320], reason="there is not one author's domain to ask for")
    [domain] = domains
    try:
        walk = _walked(domain, answers)
        held = walk.policy
        policy = _asked(domain, *held, answers) if held else ""
        if held is None or not policy:
            return Judgement(NONE, domain, reason="its owner asks for nothing")
        aligned = _aligned(walk, held[1], path, signatures, answers)
    except UnansweredError as error:
        return Judgement(TEMPERROR, domain, reason=str(error))
    if aligned:
        return Judgement(PASS, domain, policy, aligned)
    unsure = path.result == TEMPERROR or any(each.result == TEMPERROR for each in signatures)
    return Judgement(TEMPERROR if unsure else FAIL, domain, policy, "neither path nor signature speaks for the author's domain")


def _aligned(walk: _Walk, tags: Tags, path: Verdict, signatures: Iterable[Signature], answers: Answers) -> str:
    """What speaks for the author's domain, in words; empty if nothing does."""
    for each in signatures:
        if each.result == PASS and _alike(walk, each.domain, tags.get("adkim") == "s", answers):
            return f"signed by {each.domain}"
    if path.result == PASS and _alike(walk, path.domain, tags.get("aspf") == "s", answers):
        return f"sent by a computer of {path.domain}"
    return ""


def _alike(walk: _Walk, domain: str, strict: bool, answers: Answers) -> bool:
    if domain == walk.start or strict:
        return domain == walk.start
    return bool(domain) and _walked(domain, answers).organization == walk.organization


def _walked(domain: str, answers: Answers) -> _Walk:
    return _Walk(domain, tuple(_records(domain, answers)))


def _records(domain: str, answers: Answers) -> Iterator[tuple[str, Tags]]:
    for name in _way(domain):
        texts = [text[:_RECORD] for text in answers.lookup(f"_dmarc.{name}", "TXT")]
        records = [tags for text in texts if (tags := _tags(text)) is not None]
        if len(records) == 1:
            yield name, records[0]
            if records[0].get("psd") in ("y", "n"):
                return


def _way(domain: str) -> Iterator[str]:
    """The names that are asked for, eight at most."""
    labels = domain.split(".")
    yield domain
    for count in range(min(len(labels) - 1, LABELS), 0, -1):
        yield ".".join(labels[-count:])


def _below(domain: str, start: str) -> str:
    """The name with one label more than a domain on the way to the start."""
    labels = start.split(".")
    return ".".join(labels[-domain.count(".") - 2 :])


def _tags(text: str) -> Tags | None:
    """The tags of a record, by name; None if it is none."""
    pairs = [part.partition("=") for part in text.split(";")]
    told = [(name.strip(), value.strip()) for name, _, value in pairs]
    if told[0] != ("v", "DMARC1"):
        return None
    tags: dict[str, str] = {}
    for name, value in told[1:]:
        tags.setdefault(name.lower(), value if name.lower() == "rua" else value.lower())
    return tags


def _asked(domain: str, holder: str, tags: Tags, answers: Answers) -> str:
    """What the owner of a record asks to be done with mails that fail; empty: the record asks for nothing."""
    said = [tags[name] for name in ("p", "sp", "np") if name in tags]
    if "p" not in tags or any(each not in POLICIES for each in said):
        return "none" if ":" in tags.get("rua", "") else ""
    policy = tags["p"]
    if domain != holder:
        policy = tags.get("sp", policy)
        if tags.get("np", policy) != policy and not any(answers.lookup(domain, sort) for sort in _EXISTENCE):
            policy = tags["np"]
    return POLICIES[max(0, POLICIES.index(policy) - 1)] if tags.get("t") == "y" else policy
