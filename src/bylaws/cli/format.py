"""`bylaws format`: the canonical layout of rules and examples; prose stays as it is."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from bylaws.cli.console import out, tell
from bylaws.cli.exits import Exit
from bylaws.cli.files import existing, replace_text
from bylaws.cli.policies import show
from bylaws.policy.document import read_document
from bylaws.policy.format import format_text
from bylaws.study.request import UsageError


def format(
    policy: Path,
    /,
    *,
    check: Annotated[bool, Parameter(help="change nothing; show what would change")] = False,
    stdout: Annotated[bool, Parameter(help="print the result instead of changing the file")] = False,
) -> Exit:
    """Lay out the `bylaw` and `example` blocks of a policy in the canonical way, in place.

    Parameters
    ----------
    policy
        the policy's Markdown file
    """
    if check and stdout:
        raise UsageError("--check and --stdout do not go together; give one of them")
    document, diagnostics = read_document(existing(policy))
    is_policy = document is not None and bool(document.meta)
    text = policy.read_bytes().decode(errors="replace") if is_policy else ""
    formatted = format_text(text, str(policy)) if is_policy else tuple(diagnostics)
    if not isinstance(formatted, str):
        show(formatted)
        return Exit.BROKEN_POLICY
    if stdout:
        out.file.write(formatted)
    elif check and formatted != text:
        lines = unified_diff(text.splitlines(True), formatted.splitlines(True), str(policy), f"{policy} (formatted)")
        out.file.writelines(lines)
        return Exit.FINDINGS
    elif formatted != text:
        replace_text(policy, formatted)
        tell(f"{policy} laid out anew")
    return Exit.NOTHING
