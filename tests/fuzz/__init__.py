"""Hostile input of every sort: what each reader and each file of a policy must hold to, whatever it is given.

`make fuzz` tries; `corpus/` keeps what was found, and the fast tests try that again.
"""
