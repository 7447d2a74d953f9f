"""Why pieces were rejected, for people who may not see what stands in them but are to mend the log."""

from __future__ import annotations

from typing import Final

from bylaws.events.rejects import OF_A_FIELD
from bylaws.policy.program import Program
from bylaws.study.mask import STRAY, Mask

_ALWAYS: Final = frozenset(("id", "source"))
_HIDDEN: Final = " (letters and digits hidden)"


def hidden_fields(*versions: Program) -> frozenset[str]:
    """Fields that name somebody or are personal, in any kind."""
    fields = (field for program in versions for kind in program.kinds.kinds.values() for field in kind.fields)
    return _ALWAYS | {each.name for each in fields if each.has_identities or each.type.personal or _is_of_personal(each.type.of)}


def _is_of_personal(types: tuple[object, ...]) -> bool:
    return any(getattr(each, "personal", False) for each in types)


def masked_reason(reason: str, mask: Mask, hidden: frozenset[str]) -> str:
    """The reason, in which nobody can be recognised: of what names somebody the form is left, by which it can be mended."""
    if mask.off:
        return reason
    found = OF_A_FIELD.fullmatch(reason)
    if found is None:
        return mask.text(reason)
    field, value, wrong = found.groups()
    told = shape(value) if field in hidden else STRAY.sub(lambda part: _hidden(part[0], mask), value)
    return f"`{field}`: `{told}`{_HIDDEN if told != value else ''}{wrong}"


def _hidden(text: str, mask: Mask) -> str:
    return shape(text) if mask.text(text) != text else text


def shape(text: str) -> str:
    """A text with `9` for each digit, `a` and `A` for each small and large letter, and all other characters as they are."""
    return "".join(map(_sort, text))


def _sort(sign: str) -> str:
    if sign.isalpha():
        return "A" if sign.isupper() else "a"
    return "9" if sign.isalnum() else sign
