"""The report's colours can be read, in light and in dark (WCAG 2.2: 4.5 for text, 3 for shapes)."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import product

import pytest

CSS = files("bylaws.study").joinpath("report.css").read_text(encoding="utf-8")
THEMES = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]]
TEXTS = ("ink", "soft", "accent", "info", "low", "medium", "high", "critical")
SHAPES = tuple(f"c{number}" for number in range(8))


def _luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("theme", "text", "ground"), list(product((0, 1), TEXTS, ("paper", "sheet"))))
def test_texts_stand_out(theme: int, text: str, ground: str) -> None:
    assert _contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize(("theme", "shape"), list(product((0, 1), SHAPES)))
def test_shapes_stand_out(theme: int, shape: str) -> None:
    assert _contrast(THEMES[theme][shape], THEMES[theme]["sheet"]) >= 3
