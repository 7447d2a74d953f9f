"""How a clause is applied, as HTML: its numbers, rules and worked examples, folded."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from msgspec import Struct

from bylaws.policy import surface as s
from bylaws.policy.grammar import tokens
from bylaws.policy.layout import lay_out
from bylaws.policy.literals import TERMINALS
from bylaws.policy.reading import Unexpected

_COVERAGE = {
    "enforced": "Applied by rule, the same for everybody.",
    "duty": "A deadline, kept by the clock.",
    "manual": "Decided by people.",
    "informative": "",
    "uncovered": "",
}


class Changes(Struct, frozen=True):
    """What the policy changes in the base policies that it includes: new values, and declarations replaced or dropped."""

    values: dict[str, s.SetParameter]
    replaced: dict[str, s.Replace]
    dropped: dict[str, s.Drop]
    parameters: dict[str, s.Parameter]

    def value(self, name: str) -> str:
        """A parameter's value as it stands in this policy, in the author's words."""
        change = self.values.get(name)
        if change:
            return change.value.span.text
        words = []
        for value, until in self.parameters[name].values:
            words.append(f"{value.span.text} until {until.span.text}" if until else value.span.text)
        return ", then ".join(words)


def gather_changes(document: s.Document) -> Changes:
    """The changes of a policy and of all that it includes; the including text has the last word."""
    changes = Changes({}, {}, {}, {})
    for each in documents(document):
        for clause in each.clauses:
            for declaration in clause.declarations:
                _note(changes, declaration)
    return changes


def documents(document: s.Document) -> Iterator[s.Document]:
    """What is included, in order, before what includes it."""
    for each in document.includes:
        yield from documents(each)
    yield document


def name_of(declaration: s.Declaration) -> str:
    """What a declaration is called; a derivation goes by its kind."""
    if isinstance(declaration, s.Derive):
        return declaration.kind.text
    if isinstance(declaration, s.Rule | s.ExceptionDecl | s.Duty | s.Ladder | s.ListDecl | s.Parameter | s.SetParameter | s.Drop):
        return declaration.name.text
    return name_of(declaration.declaration) if isinstance(declaration, s.Replace) else ""


def render_coverage(coverage: str) -> str:
    """One line under a clause's title; empty if there is nothing to say."""
    words = _COVERAGE.get(coverage, "")
    return f'<p class="how" lang="en">{words}</p>\n' if words else ""


def render_application(clause: s.Clause, changes: Changes) -> str:
    """The folded part of a clause; empty if it only has words. Examples alone do not say that anything is applied."""
    applied = _numbers(clause, changes) + "".join(_declaration(each, changes) for each in clause.declarations)
    examples = "".join(_code("example", each.span.text) for each in clause.examples)
    if not applied:
        return _folded("Worked examples", examples)
    label = '<p class="label" lang="en">Worked examples</p>\n' if examples else ""
    return _folded("How we apply this", applied + label + examples)


def _folded(summary: str, inside: str) -> str:
    return f'<details>\n<summary lang="en">{summary}</summary>\n{inside}</details>\n' if inside else ""


def _note(changes: Changes, declaration: s.Declaration) -> None:
    if isinstance(declaration, s.Parameter):
        changes.parameters[declaration.name.text] = declaration
    elif isinstance(declaration, s.SetParameter):
        changes.values[declaration.name.text] = declaration
    elif isinstance(declaration, s.Replace):
        changes.replaced[name_of(declaration)] = declaration
    elif isinstance(declaration, s.Drop):
        changes.dropped[declaration.name.text] = declaration


def _numbers(clause: s.Clause, changes: Changes) -> str:
    names = [name_of(each) for each in clause.declarations if isinstance(each, s.Parameter | s.SetParameter)]
    names = [name for name in names if name in changes.parameters]
    if not names:
        return ""
    reasons = any(name in changes.values for name in names)
    why = '<th scope="col">Why it differs here</th>' if reasons else ""
    rows = "".join(_number(name, changes, reasons) for name in names)
    head = f'<tr lang="en"><th scope="col">Number</th><th scope="col">Value</th>{why}</tr>'
    return f"<table>\n<thead>{head}</thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _number(name: str, changes: Changes, reasons: bool) -> str:
    change = changes.values.get(name)
    why = f"<td>{escape(change.because) if change else ''}</td>" if reasons else ""
    return f'<tr><th scope="row"><code>{escape(name)}</code></th><td>{escape(changes.value(name))}</td>{why}</tr>\n'


def _declaration(declaration: s.Declaration, changes: Changes) -> str:
    if isinstance(declaration, s.Parameter | s.SetParameter | s.Informative):
        return ""
    if isinstance(declaration, s.Manual):
        return f"<p>Decided by people: {_reason(declaration.reason)}.</p>\n"
    name = name_of(declaration)
    if isinstance(declaration, s.Drop):
        return f"<p><code>{escape(name)}</code> is not applied: {_reason(declaration.because)}.</p>\n"
    if name in changes.dropped:
        return f'<p class="gone"><code>{escape(name)}</code> is not applied here: {_reason(changes.dropped[name].because)}.</p>\n'
    if name in changes.replaced and changes.replaced[name] is not declaration:
        return f'<p class="gone"><code>{escape(name)}</code> stands in other words in this policy; those apply.</p>\n'
    return _code("bylaw", declaration.span.text)


def _reason(text: str) -> str:
    return escape(text.rstrip(". "))


def _code(language: str, text: str) -> str:
    try:
        laid_out = "\n".join(lay_out(language, text))
        inside = _coloured(language, laid_out)
    except Unexpected:
        inside = escape(text)
    # No token spans lines; each is a block of its own, so that what does not fit hangs below its beginning.
    lines = "".join(f'<span class="line">{line}\n</span>' for line in inside.split("\n"))
    return f"<pre><code>{lines}</code></pre>\n"


def _coloured(language: str, text: str) -> str:
    """Keywords, texts, numbers and comments marked, so that a rule reads as a sentence."""
    pieces, at = [], 0
    for token in tokens(language, text):
        pieces.append(_comments(text[at : token.start]))
        word = escape(token.text)
        if token.kind == "STRING":
            word = f'<span class="t">{word}</span>'
        elif token.kind in TERMINALS:
            word = f'<span class="n">{word}</span>'
        elif token.kind not in ("NAME", "SLUG") and token.text[0].isalpha():
            word = f"<b>{word}</b>"
        pieces.append(word)
        at = token.end
    return "".join((*pieces, _comments(text[at:])))


def _comments(gap: str) -> str:
    before, mark, rest = gap.partition("#")
    if not mark:
        return gap
    comment, end, below = rest.partition("\n")
    return f"{before}<i>{escape(mark + comment)}</i>{end}{_comments(below)}"
