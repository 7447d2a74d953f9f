"""Functions, quantifiers and permits."""

from __future__ import annotations

from importlib.util import find_spec

from msgspec.structs import replace

from bylaws.events.types import DECIMAL, INSTANT, TRUTH, Type, array
from bylaws.policy import surface
from bylaws.policy.checks import (
    aggregates_need_keys_and_span,
    arguments_must_fit,
    functions_must_be_known,
    permits_must_name_a_kind,
    quantifiers_go_through_arrays,
)
from bylaws.policy.expressions import Apply, Arithmetic, Const, Expr, Permitted, Quantifier
from bylaws.policy.functions import AGGREGATES, EXTRAS, FUNCTIONS, QUANTIFIERS, Function, Parameter
from bylaws.policy.resolve.literals import fit, fit_constant
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.scope import Scope, unknown
from bylaws.policy.resolve.types import common, fits, known

_ONE = 10**9


def call(resolver: Resolver, node: surface.Call, scope: Scope) -> Expr:
    name = node.name.text
    if name in QUANTIFIERS:
        return _quantifier(resolver, node, scope)
    if name == "permitted":
        return _permitted(resolver, node, scope)
    if name in AGGREGATES:
        resolver.report(aggregates_need_keys_and_span.error(node))
        return unknown(node.span)
    function = FUNCTIONS.get(name)
    if function is None:
        resolver.report(functions_must_be_known.error(node.name, (*FUNCTIONS, *AGGREGATES, *QUANTIFIERS, "permitted")))
        return unknown(node.span)
    if node.of is not None or node.where is not None or any(argument.name for argument in node.arguments):
        resolver.report(arguments_must_fit.plain(node))
        return unknown(node.span)
    if function.extra and find_spec(EXTRAS[function.extra]) is None:
        resolver.report(functions_must_be_known.missing(node.name, function.extra))
    values = [resolver.expression(argument.value, scope) for argument in node.arguments]
    return _apply(resolver, node, function, values)


def _apply(resolver: Resolver, node: surface.Call, function: Function, values: list[Expr]) -> Expr:
    least = sum(not parameter.optional for parameter in function.parameters)
    most = None if function.parameters[-1].many else len(function.parameters)
    if len(values) < least or (most is not None and len(values) > most):
        resolver.report(arguments_must_fit.number(node, function))
        return unknown(node.span)
    if not known(*(value.type for value in values)):
        return unknown(node.span)
    if function.result is None:
        return _common(resolver, node, function, values)
    taken = [_take(resolver, function, *each) for each in zip(function.parameters, values, strict=False)]
    if not known(*(value.type for value in taken)):
        return unknown(node.span)
    missing = (None,) * (len(function.parameters) - len(taken))
    return Apply(function.name, (*taken, *missing), _result(function, taken), node.span)


def _take(resolver: Resolver, function: Function, parameter: Parameter, value: Expr) -> Expr:
    """The value as the parameter wants it."""
    if isinstance(value, Const):
        return fit_constant(resolver, value, parameter.types[0], f"{function.name}({parameter.name})")
    inner = value.type.of[0] if parameter.spread and value.type.name == "array" else value.type
    if any(fits(kind, inner) for kind in parameter.types):
        return value
    resolver.report(arguments_must_fit.error(function, parameter, value))
    return unknown(value.span)


def _result(function: Function, values: list[Expr]) -> Type:
    result = function.result
    assert result is not None
    spread = any(p.spread and v.type.name == "array" for p, v in zip(function.parameters, values, strict=False))
    if function.keeps_personal and any(value.type.personal for value in values):
        result = replace(result, personal=True)
    return array(result) if spread else result


def _common(resolver: Resolver, node: surface.Call, function: Function, values: list[Expr]) -> Expr:
    """All arguments in one type: literals take that of the others, integers among decimals are widened."""
    open_values = [value for value in values if not isinstance(value, Const)] or values
    kind = open_values[0].type
    for value in (*open_values[1:], *(v for v in values if isinstance(v, Const) and _widens(v, kind))):
        joined = common(kind, value.type)
        if joined is None:
            resolver.report(arguments_must_fit.differing(function, open_values[0], value))
            return unknown(node.span)
        kind = joined
    if function.name != "coalesce" and not (kind.is_ordered):
        resolver.report(arguments_must_fit.unordered(function, open_values[0]))
        return unknown(node.span)
    taken = tuple(_widened(fit(resolver, value, kind, open_values[0].span.words), kind) for value in values)
    if not known(*(value.type for value in taken)):
        return unknown(node.span)
    return Apply(function.name, taken, kind, node.span)


def _widens(value: Const, kind: Type) -> bool:
    """Whether a literal makes the common type wider: a decimal among integers, a duration among periods."""
    return (value.type.is_number and kind.is_number) or {value.type.name, kind.name} == {"duration", "period"}


def _widened(value: Expr, kind: Type) -> Expr:
    if value.type.name == "integer" and kind.name in ("decimal", "share"):
        return Arithmetic("*", value, Const(_ONE, DECIMAL, value.span), DECIMAL, value.span)
    return value


def _quantifier(resolver: Resolver, node: surface.Call, scope: Scope) -> Expr:
    """`some(x in xs where …)`"""
    binding = node.arguments[0].value if len(node.arguments) == 1 else None
    if not isinstance(binding, surface.Within) or not isinstance(binding.item, surface.Ref) or node.where is None:
        resolver.report(quantifiers_go_through_arrays.form(node))
        return unknown(node.span)
    if isinstance(binding.container, tuple) or binding.negated or node.of is not None:
        resolver.report(quantifiers_go_through_arrays.form(node))
        return unknown(node.span)
    through = resolver.expression(binding.container, scope)
    if known(through.type) and through.type.name != "array":
        resolver.report(quantifiers_go_through_arrays.error(through))
        return unknown(node.span)
    element = through.type.of[0] if known(through.type) else through.type
    condition = resolver.truth(node.where, scope.with_element(binding.item.name, element))
    if not known(through.type, condition.type):
        return unknown(node.span)
    return Quantifier(node.name.text, binding.item.name, through, condition, TRUTH, node.span)


def _permitted(resolver: Resolver, node: surface.Call, scope: Scope) -> Expr:
    first, *rest = node.arguments or (None,)
    if first is None or first.name is not None or not _text(first.value) or node.of or node.where:
        resolver.report(permits_must_name_a_kind.error(node))
        return unknown(node.span)
    at: Expr | None = None
    arguments: list[tuple[str, Expr]] = []
    for argument in rest:
        assert argument is not None
        value = resolver.expression(argument.value, scope)
        if argument.name is None:
            resolver.report(permits_must_name_a_kind.unnamed(value))
        elif argument.name.text == "at":
            at = fit(resolver, value, INSTANT, "at")
        else:
            arguments.append((argument.name.text, value))
    assert isinstance(first.value, surface.Literal)
    values = (value for _, value in arguments)
    if not known(*(value.type for value in values), *((at.type,) if at else ())):
        return unknown(node.span)
    return Permitted(str(first.value.value), tuple(arguments), at, TRUTH, node.span)


def _text(node: surface.Expr) -> bool:
    return isinstance(node, surface.Literal) and node.type == "text"
