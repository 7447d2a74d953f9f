"""Synthetic traffic: honest customers, some of whom come near abuse, acts of abuse of declared intensity, and innocent twins.

Nothing here knows a policy or its numbers; from where on an abuse is obvious stands in `obvious`. The world that is played,
with its plans and dialling codes, is that of a small provider of telephony and hosting.
"""
