"""The lines between `---` at the top of a policy: keys and strings, nothing more of YAML."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label, SourceFile, Span

REQUIRED = ("policy", "language", "provider", "version", "effective", "contact", "timezone")
OPTIONAL = ("supersedes", "includes", "kinds", "currency", "lang")
REQUIRED_OF_INCLUDED = ("policy", "language", "version")
"""A base policy that others include need not name a provider; who includes it does."""

_ENTRY = re.compile(r"(?P<key>[^\s:]+)[ \t]*:(?:[ \t]+(?P<value>.*?))?[ \t]*")
_COMMENT = re.compile(r"[ \t]+#(?=[ \t]|$).*")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_YAML = {
    "!": "a tag",
    "&": "an anchor",
    "*": "an alias",
    "[": "a list",
    "{": "a nested value",
    "|": "a text block",
    ">": "a text block",
    '"': "a quoted value",
    "'": "a quoted value",
}


class FrontMatter(Struct):
    """`meta`: the strings by key; `body`: the offset at which the policy's text begins."""

    meta: dict[str, Name] = field(default_factory=dict)
    body: int = 0
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def error(self, code: str, message: str, span: Span, help: str = "") -> None:
        self.diagnostics.append(Diagnostic(code, message, (Label(span),), help))


def read_front_matter(file: SourceFile, *, included: bool = False) -> FrontMatter:
    """Reads and checks the front matter of a policy, or of a base policy that another includes."""
    front = FrontMatter()
    top = file.line(1).rstrip()
    place = Span(file, 0, len(top))
    if top != "---":
        help = "begin the file with `---`, then lines such as `policy: acceptable-use`, then `---`"
        front.error("no-front-matter", "the policy does not begin with its front matter", place, help)
        return front
    end = _find_end(file)
    if end is None:
        front.error("no-front-matter", "the front matter has no end", place, "close it with a line `---`")
        return front
    for number in range(2, end):
        _read_line(front, file, number)
    front.body = file.line_start(end) + len(file.line(end))
    _check(front, place, REQUIRED_OF_INCLUDED if included else REQUIRED)
    return front


def _find_end(file: SourceFile) -> int | None:
    # a front matter of hundreds of lines is a page whose first rule was taken for one
    for number in range(2, 200):
        try:
            line = file.line(number)
        except IndexError:
            return None
        if line.rstrip() == "---":
            return number
    return None


def _read_line(front: FrontMatter, file: SourceFile, number: int) -> None:
    whole = file.line(number)
    line = _COMMENT.sub("", whole).rstrip()
    start = file.line_start(number)
    place = Span(file, start, start + len(line))
    if not line or line.startswith("#"):
        return
    if line[0] in " \t" or line.startswith("- ") or line == "-":
        kind = "a list" if line.lstrip().startswith("-") else "a nested value"
        front.error("front-matter", f"{kind} cannot stand in the front matter", place, "write one line `key: value` for each key")
        return
    found = _ENTRY.fullmatch(line)
    if not found or not found["value"]:
        front.error("front-matter", f"`{_short(line)}` is not of the form `key: value`", place, "put a colon, a space, the value")
        return
    name = Name(found["value"], Span(file, start + found.start("value"), start + found.end("value")))
    key = found["key"]
    if _refuse_yaml(front, name) or _refuse_key(front, key, name, place):
        return
    front.meta[key] = name


def _refuse_yaml(front: FrontMatter, value: Name) -> bool:
    kind = _YAML.get(value.text[0])
    if kind:
        front.error("front-matter", f"{kind} cannot stand in the front matter", value.span, "write plain words on one line")
    return kind is not None


def _refuse_key(front: FrontMatter, key: str, value: Name, place: Span) -> bool:
    known = REQUIRED + OPTIONAL
    span = Span(place.file, place.start, place.start + len(key))
    if key not in known:
        near = get_close_matches(key.lower(), known, 1)
        help = f"did you mean `{near[0]}`?" if near else "the keys are " + ", ".join(f"`{each}`" for each in known)
        front.error("unknown-key", f"the front matter has no key `{_short(key)}`", span, help)
        return True
    earlier = front.meta.get(key)
    if earlier:
        labels = (Label(value.span, "again here"), Label(earlier.span, "first here"))
        front.diagnostics.append(Diagnostic("front-matter", f"`{key}` is given twice", labels, "keep one of the two"))
    return earlier is not None


def _check(front: FrontMatter, place: Span, required: tuple[str, ...]) -> None:
    reported = {_line_of(label.span) for found in front.diagnostics for label in found.labels}
    for key in required:
        if key not in front.meta and not any(text.startswith(f"{key}:") for text in reported):
            front.error("missing-key", f"the front matter lacks `{key}`", place, f"add a line such as `{key}: {_EXAMPLES[key]}`")
    for key, value in front.meta.items():
        check = _CHECKS.get(key)
        if check and not check(value.text):
            front.error("front-matter", f"`{_short(value.text)}` cannot be `{key}`", value.span, f"write {_FORMS[key]}")
    version, supersedes = front.meta.get("version"), front.meta.get("supersedes")
    if version and supersedes and _is_date(version.text) and _is_date(supersedes.text) and supersedes.text >= version.text:
        message = f"this version is of {version.text} and cannot supersede one of {supersedes.text}"
        front.error("front-matter", message, supersedes.span, "`supersedes` names an earlier version")


def _line_of(span: Span) -> str:
    """The line that a span begins in, to the span's end, without what it is indented by."""
    text = span.file.text
    return text[text.rfind("\n", 0, span.start) + 1 : span.end].lstrip()


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"


def _is_date(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_effective(text: str) -> bool:
    if text == "on posting":
        return True
    try:
        return bool(_INSTANT.fullmatch(text)) and bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def _is_zone(text: str) -> bool:
    try:
        return bool(ZoneInfo(text))
    except (KeyError, ValueError, OSError):
        return False


def _is_contact(text: str) -> bool:
    return bool(_MAIL.fullmatch(text)) or (text.startswith("https://") and " " not in text)


_CHECKS: dict[str, Callable[[str], object]] = {
    "policy": re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*").fullmatch,
    "language": lambda text: text == "1",
    "version": _is_date,
    "effective": _is_effective,
    "contact": _is_contact,
    "timezone": _is_zone,
    "supersedes": _is_date,
    "currency": re.compile(r"[A-Z]{3}").fullmatch,
    "lang": re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*").fullmatch,
}
_FORMS = {
    "policy": "small letters, digits and hyphens, like `acceptable-use`",
    "language": "`1`, the only version of the language so far",
    "version": "a day that exists, like `2026-11-21`",
    "effective": "`on posting`, or an instant with its offset, like `2026-12-01T00:00:00+05:30`",
    "contact": "a mail address or an https address",
    "timezone": "the name of a time zone, like `Asia/Kolkata` or `UTC`",
    "supersedes": "a day that exists, like `2019-08-01`",
    "currency": "three capitals, like `EUR`",
    "lang": "the tag of a language (BCP 47), like `de` or `pt-BR`",
}
_EXAMPLES = {
    "policy": "acceptable-use",
    "language": "1",
    "provider": "Northwind Voice",
    "version": "2026-11-21",
    "effective": "on posting",
    "contact": "abuse@northwind.example",
    "timezone": "Asia/Kolkata",
}
