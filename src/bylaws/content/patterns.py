"""Many patterns looked for at once."""

from __future__ import annotations

from collections.abc import Mapping

import re2


class Signs:
    """Patterns of RE2 by the sign that each is. A text is gone through once for all of them."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        self._names = tuple(forms)
        self._set = re2.Set.SearchSet()
        for form in forms.values():
            self._set.Add(form)
        self._set.Compile()

    def of(self, text: str) -> list[str]:
        """The signs that a text shows, in the order in which they were given."""
        found = self._set.Match(text.encode("utf-8", "replace"))
        return [self._names[each] for each in sorted(found)] if found else []
