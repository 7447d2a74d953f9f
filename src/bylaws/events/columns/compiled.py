"""How loops over arrays are compiled.

A compiled function here makes no arrays. So numba need not count references to those that it is given (`_nrt`): it would count
them anew at every call of a helper and every look into a tuple, which takes ten times as long as the work of a small loop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., Any])
_OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False}


def compiled(function: _Function) -> _Function:
    """A loop that is called from Python."""
    return cast(_Function, njit(cache=True, **_OPTIONS)(function))


def inlined(function: _Function) -> _Function:
    """A helper of compiled functions."""
    return cast(_Function, njit(inline="always", **_OPTIONS)(function))
