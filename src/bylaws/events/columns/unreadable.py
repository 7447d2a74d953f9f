"""When columns cannot do."""


class Unreadable(Exception):  # noqa: N818 (it asks for another way of reading, nothing is wrong)
    """The input wants the ordinary reader; says why."""


class Unsorted(Unreadable):
    """The input is to be sorted before it is judged; says why."""
