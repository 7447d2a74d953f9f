"""Harmless images: clouds of chance, each its own, drawn from a number."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO

import numpy as np
from PIL import Image


def cloud(number: int, edge: int = 400) -> Image.Image:
    """Smooth blobs in colours, as unlike each other as photographs are."""
    random = np.random.default_rng(number)
    coarse = random.integers(0, 256, (12, 12, 3), dtype=np.uint8)
    fine = random.integers(0, 256, (40, 40, 3), dtype=np.uint8)
    large = Image.fromarray(coarse).resize((edge, edge), Image.Resampling.BICUBIC)
    return Image.blend(large, Image.fromarray(fine).resize((edge, edge), Image.Resampling.BICUBIC), 0.3)


def packed(image: Image.Image, form: str = "PNG", **how: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, form, **how)
    return buffer.getvalue()


def url(data: bytes) -> str:
    return "data:;base64," + b64encode(data).decode()
