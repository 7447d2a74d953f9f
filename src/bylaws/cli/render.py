"""`bylaws render`: the policy as a page for its readers."""

from __future__ import annotations

from collections.abc import Iterator
from os.path import realpath
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from bylaws.cli.console import out, tell
from bylaws.cli.exits import Exit
from bylaws.cli.files import replace_text
from bylaws.cli.policies import program_of
from bylaws.policy.document import read_document
from bylaws.policy.program import Program
from bylaws.policy.render import render as render_page
from bylaws.policy.render_blocks import documents
from bylaws.policy.surface import Document
from bylaws.study.request import UsageError


def render(
    policy: Path,
    /,
    *,
    output: Annotated[Path | None, Parameter(name=("--output", "-o"), help="the HTML file to write; else standard output")] = None,
) -> Exit:
    """Render a policy as one accessible HTML page, its rules folded under each clause.

    Parameters
    ----------
    policy
        the policy's Markdown file
    """
    program = program_of(policy)
    if program is None:
        return Exit.BROKEN_POLICY
    document, _ = read_document(policy)
    if document is None:
        return Exit.BROKEN_POLICY
    if output is not None and Path(realpath(output)) in _sources(document, program):
        raise UsageError(f"{output} is a file that the policy is made of; write the page to another")
    page = render_page(document, {clause.slug: clause.coverage for clause in program.clauses})
    if output is None:
        out.file.write(page)
    else:
        replace_text(output, page)
        tell(f"written: {output}")
    return Exit.NOTHING


def _sources(document: Document, program: Program) -> Iterator[Path]:
    """The files that a policy is made of: its texts, their files of further kinds, its lists."""
    for each in documents(document):
        text = Path(each.span.file.path).resolve()
        yield text
        if "kinds" in each.meta:
            yield (text.parent / each.meta["kinds"].text).resolve()
    for declared in program.lists.values():
        if declared.file:
            yield (Path(program.roots[declared.name]) / declared.file).resolve()
