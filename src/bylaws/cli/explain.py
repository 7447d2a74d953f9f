"""`bylaws explain`: what a diagnostic means."""

from __future__ import annotations

from importlib.resources import files

from rich.markdown import Markdown

from bylaws.cli.console import out
from bylaws.cli.exits import Exit
from bylaws.source.suggest import did_you_mean
from bylaws.study.request import UsageError


def explain(code: str = "", /) -> Exit:
    """Explain a diagnostic, with a bad and a good example; without a code, list them all.

    Parameters
    ----------
    code
        the word in brackets behind `error` or `warning`
    """
    pages = {
        page.name.removesuffix(".md"): page
        for page in files("bylaws.policy").joinpath("explain").iterdir()
        if page.name.endswith(".md")
    }
    if not code:
        for each in sorted(pages):
            out.print(each, markup=False)
        return Exit.NOTHING
    if code not in pages:
        near = did_you_mean(code, pages, "`bylaws explain` lists them")
        raise UsageError(f"there is no diagnostic called `{code}`; {near}")
    text = pages[code].read_text(encoding="utf-8")
    if out.is_terminal:
        out.print(Markdown(text))
    else:
        out.print(text, markup=False)
    return Exit.NOTHING
