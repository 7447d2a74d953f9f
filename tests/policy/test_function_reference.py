"""The reference page names what a policy may call."""

from bylaws.policy.function_reference import document
from bylaws.policy.functions import FUNCTIONS


def test_every_function_is_on_the_page() -> None:
    text = document()
    assert all(f"`{name}(" in text for name in FUNCTIONS)


def test_content_functions_stand_apart() -> None:
    plain, content = document().split("## Functions that look into content")
    assert "`lower_share(" in plain
    assert "`grooming(" in content
