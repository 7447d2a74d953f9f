"""How the tests of this folder compile a few lines."""

from bylaws.policy.compile import compile_text
from bylaws.policy.expressions import Expr
from bylaws.policy.program import Program, Rule
from bylaws.source import Diagnostic, Severity


def document(block: str, example: str = "") -> str:
    """One clause with a `bylaw` block, and an `example` block if given."""
    text = f"## Calls {{#calls}}\n\nDo not call too often.\n\n```bylaw\n{block}\n```\n"
    return text + (f"\n```example\n{example}\n```\n" if example else "")


def program(block: str, example: str = "") -> Program:
    result = compile_text(document(block, example))
    assert result.program is not None, [each.message for each in result.diagnostics]
    return result.program


def told(block: str, example: str = "") -> list[Diagnostic]:
    return list(compile_text(document(block, example)).diagnostics)


def codes(block: str, example: str = "") -> list[str]:
    return [each.code for each in told(block, example) if each.severity is Severity.ERROR]


def rule(block: str) -> Rule:
    return program(block).rules[-1]


def let(value: str, kind: str = "call.record", before: str = "") -> Expr:
    """The typed let of a rule on `kind`."""
    found = rule(f"{before}\nrule probe on {kind}\n  let probed = {value}\n  when probed is not null")
    return dict(found.stream.lets)["probed"]
