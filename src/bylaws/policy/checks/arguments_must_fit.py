"""A function gets the arguments that it is made for."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, words
from bylaws.policy.expressions import Expr
from bylaws.policy.functions import Function, Parameter
from bylaws.policy.surface import Call
from bylaws.source import Diagnostic, Label

CODE = "function-argument"


def error(function: Function, parameter: Parameter, value: Expr) -> Diagnostic:
    wanted = " or ".join(called(kind) for kind in parameter.types)
    message = f"`{function.name}` takes {wanted} as `{parameter.name}`, but {words(value.span)} is {called(value.type)}"
    return Diagnostic(CODE, message, (Label(value.span),), f"{function.name}({_signature(function)}): {function.meaning}")


def number(call: Call, function: Function) -> Diagnostic:
    count = len(call.arguments)
    message = f"`{function.name}` is given {count or 'no'} argument{'' if count == 1 else 's'}"
    return Diagnostic(CODE, message, (Label(call.span),), f"write `{function.name}({_signature(function)})`")


def plain(call: Call) -> Diagnostic:
    message = f"`{call.name}` takes plain arguments: no names, no `of`, no `where`"
    return Diagnostic(CODE, message, (Label(call.span),))


def differing(function: Function, first: Expr, other: Expr) -> Diagnostic:
    message = f"`{function.name}` takes values of one type: {words(first.span)} is {called(first.type)}"
    message += f", {words(other.span)} is {called(other.type)}"
    return Diagnostic(CODE, message, (Label(other.span), Label(first.span)))


def unordered(function: Function, value: Expr) -> Diagnostic:
    message = f"`{function.name}` compares what has an order, but {words(value.span)} is {called(value.type)}"
    return Diagnostic(CODE, message, (Label(value.span),))


def _signature(function: Function) -> str:
    return ", ".join(f"[{p.name}]" if p.optional else f"{p.name} …" if p.many else p.name for p in function.parameters)
