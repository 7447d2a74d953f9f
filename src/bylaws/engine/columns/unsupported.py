"""What cannot be computed over columns."""


class Unsupported(Exception):  # noqa: N818 (nothing is wrong: the step executor does it)
    """This expression is judged event by event."""
