"""From findings to steps: incidents, cases, decisions, steps, appeals.

Everything here is a function of values; the clock and who acts are passed in. A command looks at a `Case` and at what is known
around it (`Situation`), and gives the `Change`s that it makes, or raises `RefusedError`; `changed` makes the case that follows.
Whoever keeps cases writes the changes down in order: the same changes give the same case again.
"""
