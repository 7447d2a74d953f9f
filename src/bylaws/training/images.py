"""Hashes of images by how they look: drawn images, and what is done to them, for judging only. All of it is synthetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from bylaws.training.evaluating import Figure, Judgement, Watch
from bylaws.training.measuring import Array, Measure, measured, recall

if TYPE_CHECKING:
    from PIL import Image

NAME = "near-images"
FROM = "drawn by bylaws: clouds, shapes and pages of strokes"
ABOUT = """\
Behind `near_hash(content)` and `image_listed(content)`: PDQ, by the library pdqhash. Nothing is learnt, and **all of it is
synthetic**: images are drawn from numbers (a third each clouds of colour, shapes, and pages of strokes), then changed as copies
are changed. Found is a copy whose hash differs from the original's in 31 of 256 bits at most. A false match is a pair of different
images that are as near; its interval is that of a share of pairs drawn independently (Wilson), which pairs of the same images are
not. Images with too little in them have no hash and are left out. Photographs are other images, and lists are longer; what turns
or mirrors a copy, or cuts much away, hides it from PDQ by its makers' own word."""
DRAWN: Final = 1800
"""Of which every two are compared."""
CHANGED: Final = 300
"""Of these, how many are changed in each way."""
EDGE: Final = 320
NEAR: Final = 31
MILLION: Final = 10**6
_Z: Final = 1.959964
"""Of a normal distribution 19 in 20 lie within so many deviations."""
Change = Callable[["Image.Image"], bytes]


def drawn(number: int) -> Image.Image:
    """An image that is its own; the same each time."""
    from PIL import Image, ImageDraw

    random = np.random.default_rng([number, 7])
    coarse = Image.fromarray(random.integers(0, 256, (9, 9, 3), dtype=np.uint8)).resize((EDGE, EDGE), Image.Resampling.BICUBIC)
    if number % 3 == 0:
        fine = Image.fromarray(random.integers(0, 256, (32, 32, 3), dtype=np.uint8)).resize((EDGE, EDGE), Image.Resampling.BICUBIC)
        return Image.blend(coarse, fine, 0.3)
    image = coarse if number % 3 == 1 else Image.new("RGB", (EDGE, EDGE), "white")
    pen = ImageDraw.Draw(image)
    if number % 3 == 1:
        for _ in range(25):
            left, top, width, height = (int(each) for each in random.integers((0, 0, 12, 12), EDGE // 2 + 12))
            colour = tuple(int(each) for each in random.integers(0, 256, 3))
            draw = pen.ellipse if random.random() < 0.5 else pen.rectangle
            draw((2 * left, 2 * top, 2 * left + width, 2 * top + height), fill=colour)
        return image
    for line in range(12, EDGE - 12, 14):
        at = 12 + int(random.integers(0, 30))
        while at < EDGE - 40 and random.random() > 0.04:
            long = int(random.integers(8, 34))
            pen.rectangle((at, line, at + long, line + 7), fill="black")
            at += long + int(random.integers(5, 12))
    return image


def packed(image: Image.Image, form: str = "PNG", **how: int) -> bytes:
    buffer = BytesIO()
    image.save(buffer, form, **how)
    return buffer.getvalue()


def _smaller(share: float) -> Change:
    return lambda image: packed(image.resize((int(image.width * share), int(image.height * share))))


def _cut(share: float) -> Change:
    def cut(image: Image.Image) -> bytes:
        off = int(image.width * share)
        return packed(image.crop((off, off, image.width - off, image.height - off)))

    return cut


def _turned(degrees: float) -> Change:
    return lambda image: packed(image.rotate(degrees, fillcolor="white"))


def _lit(gamma: float) -> Change:
    return lambda image: packed(image.point([round(255 * (level / 255) ** gamma) for level in range(256)] * 3))


def _mirrored(image: Image.Image) -> bytes:
    from PIL import ImageOps

    return packed(ImageOps.mirror(image))


def _signed(image: Image.Image) -> bytes:
    """A bar with a name across the lower eighth."""
    from PIL import ImageDraw

    signed = image.copy()
    pen = ImageDraw.Draw(signed)
    pen.rectangle((0, EDGE * 7 // 8, EDGE, EDGE), fill="black")
    pen.text((12, EDGE * 7 // 8 + 12), "somebody's page", fill="white")
    return packed(signed)


CHANGES: Final[Mapping[str, Change]] = MappingProxyType(
    {
        "half as large": _smaller(0.5),
        "a fifth as large": _smaller(0.2),
        "as JPEG of quality 40": lambda image: packed(image, "JPEG", quality=40),
        "as JPEG of quality 10": lambda image: packed(image, "JPEG", quality=10),
        "as WebP of quality 40": lambda image: packed(image, "WEBP", quality=40),
        "brighter (gamma 0.6)": _lit(0.6),
        "darker (gamma 1.8)": _lit(1.8),
        "signed, in a bar over an eighth": _signed,
        "1 % cut off each edge": _cut(0.01),
        "5 % cut off each edge": _cut(0.05),
        "turned by 1 degree": _turned(1),
        "turned by 5 degrees": _turned(5),
        "turned by 90 degrees": _turned(90),
        "mirrored": _mirrored,
    }
)


def judgements(_: Path, watch: Watch) -> list[Judgement]:
    """How many copies are found, by what was done to them, and how often different images are taken for copies.

    Raises ValueError without the extra `images`.
    """
    hashes = _hashes({number: packed(drawn(number)) for number in range(DRAWN)})
    told = []
    for turn, (how, change) in enumerate(CHANGES.items()):
        watch(NAME, turn, len(CHANGES) + 1)
        copies = _hashes({number: change(drawn(number)) for number in range(CHANGED) if number in hashes})
        near = np.array([_apart(hashes[number], copies[number]) <= NEAR for number in copies])
        every = np.ones(near.size, np.bool_)
        value = measured(recall, every, near, np.arange(near.size))
        told.append(Judgement(NAME, FROM, f"copies {how}", near.size, near.size, (Figure("recall", value),)))
    watch(NAME, len(CHANGES), len(CHANGES) + 1)
    pairs, false = _matches(np.frombuffer(b"".join(hashes.values()), np.uint64).reshape(-1, 4))
    wrong = Figure("false matches in a million", _in_a_million(false, pairs))
    return [*told, Judgement(NAME, FROM, "every two of different images", pairs, 0, (wrong,))]


def _hashes(images: Mapping[int, bytes]) -> dict[int, bytes]:
    """By number the hashes of those that have enough in them."""
    try:
        from bylaws.content.images.hashing import hashed
        from bylaws.content.images.near import QUALITY
    except ImportError as error:
        raise ValueError(f"images are judged by what the extra `images` brings: {error}") from None
    told = {number: hashed(data).split() for number, data in images.items()}
    return {number: bytes.fromhex(parts[0]) for number, parts in told.items() if parts and int(parts[1]) >= QUALITY}


def _apart(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()


def _matches(hashes: Array) -> tuple[int, int]:
    """How many pairs there are, and how many of them are near."""
    false = 0
    for place in range(len(hashes) - 1):
        apart: Any = np.bitwise_count(hashes[place + 1 :] ^ hashes[place]).sum(axis=1)
        false += int((apart <= NEAR).sum())
    return len(hashes) * (len(hashes) - 1) // 2, false


def _in_a_million(hits: int, of: int) -> Measure:
    """A share with Wilson's interval, times a million."""
    share, wide = hits / of, _Z * _Z / of
    middle = (share + wide / 2) / (1 + wide)
    off = _Z * (share * (1 - share) / of + wide / (4 * of)) ** 0.5 / (1 + wide)
    return Measure(share * MILLION, max(0.0, middle - off) * MILLION, (middle + off) * MILLION)
