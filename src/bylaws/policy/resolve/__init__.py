"""From surface trees to the Program: every name is given its meaning and every expression its type.

Types are found on demand: asking for a let's type resolves that let, asking for a field of a finding resolves the rule behind
it. So declarations may stand in any order, and a circle shows itself as a question asked again while it is being answered.
"""
