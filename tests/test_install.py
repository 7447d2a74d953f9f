"""What an installation without extras brings along."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, distribution

import pytest
from packaging.requirements import Requirement

LIMIT = 600 * 10**6


def _needed(name: str, found: dict[str, Distribution]) -> None:
    """All distributions that `name` needs without extras, itself among them."""
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in found:
        return
    found[key] = distribution(key)
    for line in found[key].requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            _needed(requirement.name, found)


def _size(installed: Distribution) -> int:
    """Bytes of a distribution's files as they lie on the disk, compiled ones among them."""
    paths = (installed.locate_file(path) for path in installed.files or ())
    return sum(path.stat().st_size for path in paths if path.is_file())  # type: ignore[attr-defined]


@pytest.mark.slow
def test_the_base_installation_takes_at_most_600_mb() -> None:
    found: dict[str, Distribution] = {}
    _needed("bylaws", found)
    sizes = {name: _size(each) for name, each in found.items()}
    assert "numba" in sizes
    assert "pytest" not in sizes
    assert sum(sizes.values()) <= LIMIT, sorted(sizes.items(), key=lambda item: -item[1])[:8]
