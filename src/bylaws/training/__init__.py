"""How the models in `bylaws.content` are made, and how good they are on texts that they were not made from.

`grouping` finds what belongs together, so that nothing is learnt from one and judged on its twin; `fitting` makes a model;
`measuring` says how good decisions are, and how sure that is. Each task has a file: where its data lies, how it is read, what is
learnt from it and how it is judged.
"""
