"""What numba itself does not offer: a quick start, and in compiled code no count of references and many bytes at once.

The latter take an offset into an array as it is, unchecked. `PAD` bytes must stand behind the last one that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core.caching import FunctionCache
from numba.extending import intrinsic

PAD = 64
"""Bytes that may be looked at behind the end of what is read."""

_Function = TypeVar("_Function", bound=Callable[..., Any])

_BIT, _BYTE, _WORD, _DOUBLE = ir.IntType(1), ir.IntType(8), ir.IntType(64), ir.IntType(128)
_VECTOR, _SHORT = ir.VectorType(_BYTE, PAD), ir.VectorType(_BYTE, 16)
_INT = ir.IntType(32)
_PREFETCH = ir.FunctionType(ir.VoidType(), [_BYTE.as_pointer(), _INT, _INT, _INT])
"""An address; 0: to be read; 3: into the nearest cache; 1: data."""


class _Store(FunctionCache):
    """Compiled code on the disk that is loaded without the tables of all that numba knows to compile: these take longer to fill."""

    def load_overload(self, signature: Any, context: Any) -> Any:
        """What was compiled for a signature before, or None. Where that is None, numba fills its tables and compiles."""
        with self._guard_against_spurious_io_errors():
            return self._load_overload(signature, context)  # type: ignore[no-untyped-call]


_UNCOUNTED: dict[str, Any] = {"nogil": True, "_nrt": False}
"""Counting who holds the arrays that a function is given would take longer than what it does with them."""


def compiled(function: _Function, **options: Any) -> _Function:
    """For functions that make no arrays: they are compiled once on a machine."""
    dispatcher = njit(**_UNCOUNTED, **options)(function)
    dispatcher._cache = _Store(function)  # type: ignore[no-untyped-call]
    return cast(_Function, dispatcher)


def inlined(function: _Function) -> _Function:
    """The same, for small ones that are called for every member or byte."""
    return compiled(function, forceinline=True)


def _intrinsic(function: Callable[..., Any]) -> Any:
    """What a function makes of LLVM's instructions, as a function that takes one argument less."""
    return intrinsic(function)


def _place(context: Any, builder: Any, signature: Any, arguments: Any, kind: Any) -> Any:
    """A pointer to what lies at an offset (the second argument) of an array (the first)."""
    array = context.make_array(signature.args[0])(context, builder, arguments[0])
    return builder.bitcast(builder.gep(array.data, [arguments[1]]), kind.as_pointer())


def _int(value: int) -> Any:
    return ir.Constant(_INT, value)


def _each(builder: Any, value: Any) -> Any:
    """A short vector of one byte."""
    first = builder.insert_element(ir.Constant(_SHORT, ir.Undefined), value, _int(0))
    return builder.shuffle_vector(first, first, ir.Constant(ir.VectorType(_INT, 16), [0] * 16))


def _all(value: int) -> Any:
    return ir.Constant(_VECTOR, [value] * PAD)


@_intrinsic
def at(_typing: Any, array: Any, _at: Any) -> Any:
    """An element of any array of one dimension: numba itself asks of each offset whether it counts from the end."""

    def load(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        held = context.make_array(signature.args[0])(context, builder, arguments[0])
        return context.unpack_value(builder, signature.return_type, builder.gep(held.data, [arguments[1]]))

    return array.dtype(array, types.intp), load


@_intrinsic
def fetch(_typing: Any, array: Any, _at: Any) -> Any:
    """Ask for an element of an array of one dimension, so that it lies near when it is wanted."""

    def ask(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        held = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.bitcast(builder.gep(held.data, [arguments[1]]), _BYTE.as_pointer())
        asking = builder.module.declare_intrinsic("llvm.prefetch", [place.type], _PREFETCH)
        builder.call(asking, [place, _int(0), _int(3), _int(1)])
        return context.get_dummy_value()

    return types.void(array, types.intp), ask


@_intrinsic
def byte(_typing: Any, data: Any, _at: Any) -> Any:
    """One byte, as a signed number of 64 bits."""

    def load(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.zext(builder.load(_place(context, builder, signature, arguments, _BYTE)), _WORD)

    return types.int64(data, types.intp), load


@_intrinsic
def eight(_typing: Any, data: Any, _at: Any) -> Any:
    """Eight bytes, the first of which is the lowest."""

    def load(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(_place(context, builder, signature, arguments, _WORD), align=1)

    return types.uint64(data, types.intp), load


@_intrinsic
def put_eight(_typing: Any, data: Any, _at: Any, _word: Any) -> Any:
    """Write eight bytes."""

    def store(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        builder.store(arguments[2], _place(context, builder, signature, arguments, _WORD), align=1)
        return context.get_dummy_value()

    return types.void(data, types.intp, types.uint64), store


@_intrinsic
def marks_among(_typing: Any, data: Any, _at: Any) -> Any:
    """Which of 64 bytes are a quote, a backslash, below a space or beyond ASCII: a bit each, the first byte's the lowest."""

    def look(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        found = builder.load(_place(context, builder, signature, arguments, _VECTOR), align=1)
        quote = builder.icmp_unsigned("==", found, _all(ord('"')))
        backslash = builder.icmp_unsigned("==", found, _all(ord("\\")))
        # As signed numbers, bytes beyond ASCII lie below a space too.
        odd = builder.icmp_signed("<", found, _all(ord(" ")))
        return builder.bitcast(builder.or_(builder.or_(quote, backslash), odd), _WORD)

    return types.uint64(data, types.intp), look


@_intrinsic
def ends_among(_typing: Any, data: Any, _at: Any) -> Any:
    """Which of 64 bytes are a line's end, as `marks_among` tells it."""

    def look(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        found = builder.load(_place(context, builder, signature, arguments, _VECTOR), align=1)
        return builder.bitcast(builder.icmp_unsigned("==", found, _all(ord("\n"))), _WORD)

    return types.uint64(data, types.intp), look


@_intrinsic
def between(_typing: Any, data: Any, _at: Any, _low: Any, _high: Any) -> Any:
    """Which of 16 bytes are none below `low` and none above `high`, as `marks_among` tells it."""

    def look(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        found = builder.load(_place(context, builder, signature, arguments, _SHORT), align=1)
        low, high = (_each(builder, builder.trunc(each, _BYTE)) for each in arguments[2:])
        within = builder.icmp_unsigned("<=", builder.sub(found, low), builder.sub(high, low))
        return builder.zext(builder.bitcast(within, ir.IntType(16)), _WORD)

    return types.uint64(data, types.intp, types.int64, types.int64), look


@_intrinsic
def ones(_typing: Any, _word: Any) -> Any:
    """How many bits are set."""

    def count(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), count


@_intrinsic
def lowest(_typing: Any, _word: Any) -> Any:
    """The number of the lowest bit that is set; 64 if none is."""

    def find(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(_BIT, 0))

    return types.int64(types.uint64), find


@_intrinsic
def folded(_typing: Any, _left: Any, _right: Any) -> Any:
    """The two halves of a product of 128 bits, one upon the other."""

    def multiply(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        left, right = (builder.zext(each, _DOUBLE) for each in arguments)
        product = builder.mul(left, right)
        high = builder.lshr(product, ir.Constant(_DOUBLE, 64))
        return builder.xor(builder.trunc(product, _WORD), builder.trunc(high, _WORD))

    return types.uint64(types.uint64, types.uint64), multiply


def padded(data: bytes) -> Any:
    """Bytes as an array, with what must stand behind them."""
    return np.frombuffer(data + bytes(PAD), np.uint8)
