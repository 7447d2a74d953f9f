"""From a policy's file to its Program."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from bylaws.policy import coverage, surface
from bylaws.policy.blindness import blind_rules
from bylaws.policy.cascade import without_consequences
from bylaws.policy.check import run_checks
from bylaws.policy.compiled import Compiled
from bylaws.policy.document import read_document, read_text
from bylaws.policy.program import Program
from bylaws.policy.resolve.gather import Gathered, gather
from bylaws.policy.resolve.kinds import Kinds
from bylaws.policy.resolve.policy import Resolved, resolve
from bylaws.policy.resolve.settings import Settings, read_settings
from bylaws.source import Diagnostic, Label, Severity, SourceFile, Span


def compile_policy(path: Path) -> Compiled:
    """The policy in a file, with what it includes. Bad policies yield diagnostics, never an exception."""
    document, diagnostics = read_document(path)
    return _compile(document, diagnostics, on_disk=True)


def compile_text(text: str, path: str = "policy.md") -> Compiled:
    """The same for a policy in a string; one without front matter is taken as clauses only, its list files are not looked for."""
    document, diagnostics = read_text(text, path, front_matter=text.startswith("---"))
    return _compile(document, diagnostics, on_disk=False)


def _compile(document: surface.Document | None, told: list[Diagnostic], *, on_disk: bool) -> Compiled:
    if document is None:
        return Compiled(None, _in_order(told))
    try:
        return _resolve(document, told, on_disk=on_disk)
    except RecursionError:  # every known way into depth is bounded; this is for the unknown ones
        place = Label(Span(document.span.file, 0, 0))
        message = "the declarations of this policy lean on each other too deeply"
        return Compiled(None, _in_order([*told, Diagnostic("too-deep", message, (place,), "name parts of conditions by `let`")]))


def _resolve(document: surface.Document, told: list[Diagnostic], *, on_disk: bool) -> Compiled:
    gathered = gather(document)
    settings = read_settings(document, gathered)
    resolved = resolve(gathered, Kinds(settings.catalogue), settings.zone, document.span.file.path, on_disk=on_disk)
    before = [*told, *settings.diagnostics]
    after = [*gathered.diagnostics, *resolved.diagnostics, *run_checks(document, gathered, resolved)]
    ordered = _in_order([*before, *without_consequences(document, before, after)])
    failed = any(each.severity is Severity.ERROR for each in ordered)
    texts = (*_texts(document), *settings.texts)
    return Compiled(None if failed else _program(document, gathered, settings, resolved), ordered, texts)


def _texts(document: surface.Document) -> Iterator[SourceFile]:
    """The document's file, and those it includes."""
    yield document.span.file
    for each in document.includes:
        yield from _texts(each)


def _in_order(diagnostics: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Errors before warnings, then by file and place; the same thing told twice is told once."""
    unique = {(each.code, each.message, str(each.span)): each for each in diagnostics}

    def turn(each: Diagnostic) -> tuple[bool, str, int, str]:
        return each.severity is not Severity.ERROR, each.span.file.path, each.span.start, each.code

    return tuple(sorted(unique.values(), key=turn))


def _program(document: surface.Document, gathered: Gathered, settings: Settings, resolved: Resolved) -> Program:
    return Program(
        policy=settings.text("policy"),
        version=document.version,
        provider=settings.text("provider"),
        contact=settings.text("contact"),
        timezone=settings.zone.key,
        currency=settings.currency,
        effective=settings.effective,
        supersedes=settings.text("supersedes"),
        meta={key: name.text for key, name in document.meta.items()},
        digest=sha256("".join((document.digest, *(each.text for each in settings.texts))).encode()).hexdigest(),
        clauses=coverage.clauses(gathered),
        parameters=resolved.parameters,
        lists=resolved.lists,
        rules=resolved.rules,
        derives=resolved.derives,
        duties=resolved.duties,
        exceptions=resolved.exceptions,
        ladders=resolved.ladders,
        examples=resolved.examples,
        kinds=resolved.kinds,
        roots=resolved.roots,
        blind=blind_rules(resolved.rules, resolved.derives, resolved.duties),
        left=resolved.left,
    )
