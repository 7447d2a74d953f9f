"""A rule that follows from `finding.made` does not feed itself."""

from bylaws.engine.step import Stepper
from bylaws.events.event import Event
from bylaws.policy.compile import compile_text

POLICY = """
## Calls {#calls}

Do not call too often.

```bylaw
rule call on call.record when true
derive person.found on finding.made when user is not null with user = user
rule often on person.found when count() by account over 1d >= 2
```
"""


def test_21_what_follows_from_finding_made_is_no_finding_made() -> None:
    program = compile_text(POLICY.replace("call.record", "session.seen")).program
    assert program is not None
    stepper = Stepper(program)
    found = []
    for number in range(3):
        fields = {"account": "a1", "user": "u1", "at": number}
        found += stepper.push(Event("session.seen", f"e{number}", "test", number, fields, place=number))
    assert [each.rule for each in found] == ["call", "call", "often", "call", "often"]
    assert found[-1].subject == "a1", "a derived event is its cause's account's"
