"""A policy with ladders, and findings under it, made by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

from bylaws.enforce.case import Degrees, Held
from bylaws.enforce.found import Found, Law
from bylaws.enforce.lengths import Lengths
from bylaws.enforce.people import Actor, Subject
from bylaws.enforce.situation import Customer, Nature, Situation
from bylaws.policy.program import Program
from tests.engine.running import program_of

HOUR = 3600 * 10**6
DAY = 24 * HOUR
NOW = 20_600 * DAY

BLOCK = """
parameter look_back = 90d

rule floods on auth.attempt
  where outcome = "fail"
  when count() by ip over 1h > 1
  against account
  deliberate if count() by ip over 1h > 5
  steps standard

rule alone on auth.attempt
  where outcome = "fail"
  when count() by account over 1h > 1
  against account
  steps standard

ladder standard
  at once if risk: hold for 4h confirmed by reviewer within 4h
  first incident: warn
  second incident in look_back: throttle for 24h
  third incident in look_back if deliberate: suspend for 7d approved by reviewer
  later incident in 1 year: terminate approved by reviewer and counsel
  notice at once

ladder quickly
  first incident: suspend for 1d
  later incident in 30d: block range for 2d, ask within 5 business days

ladder sealed
  first incident: seal evidence, suspend account approved by specialist
  notice after advice by counsel
"""

LAW = Law("test", "2026-01-01", "d" * 64, "c" * 64)

ANNA = Actor("anna", ("reviewer",))
BEN = Actor("ben", ("reviewer", "senior"), stepped_up=True)
CLEO = Actor("cleo", ("counsel", "specialist"))
DAN = Actor("dan", ("senior", "reviewer", "counsel"))
HOLDER = Actor("holder of a1", ())
A1, A2, A3 = (Subject("account", each) for each in ("a1", "a2", "a3"))
BOUND = Customer(bound=LAW.version, bound_how="accepted by click")

WEIGHED = Degrees(Held(True, "told so before"), Held(False, "the first"), Held(None, "cannot be told"))


@cache
def program() -> Program:
    return program_of(BLOCK)


def found(number: int, subject: Subject = A1, at: int = NOW, **more: Any) -> Found:
    given: dict[str, Any] = {"until": at, "severity": "medium", "ladder": "standard", "rule": "alone", "clause": "c", **more}
    return Found(f"{number:064x}", subject=subject, at=at, **given)


def situation(actor: Actor = ANNA, now: int = NOW, **more: Any) -> Situation:
    given: dict[str, Any] = {"nature": Nature(), "customers": dict.fromkeys((A1, A2, A3), BOUND), **more}
    return Situation(now, actor, lengths=Lengths(program()), **given)
