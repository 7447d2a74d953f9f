"""The process that hashes images by PDQ, by the library pdqhash; see `files.worker`. The answer is the hash and its quality.

Whatever Pillow reads and is no picture alone is refused, and so is what claims more points than anybody needs: nothing is unpacked
before its size is known.
"""

from __future__ import annotations

import signal
import warnings
from io import BytesIO
from typing import Final

import numpy as np
import pdqhash
from PIL import Image, ImageOps

from bylaws.content.files.worker import MEMORY, bound, serve

FORMATS: Final = ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF")
POINTS: Final = 36 * 10**6
"""Points of an image, at most; as they are unpacked they take four bytes each."""
EDGE: Final = 512
"""Points of the longer edge to which images are made smaller; the library would do the same, more slowly."""
SMALLEST: Final = 5
"""Points of an edge below which there is nothing to tell."""


def hashed(data: bytes) -> str:
    """`hash quality`, the first in hexadecimal, the second from 0 to 100; empty for what is no image that can be read."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > POINTS or min(image.size) < SMALLEST:
                return ""
            image.draft("RGB", (EDGE, EDGE))
            points = _points(image)
    except (OSError, ValueError, SyntaxError, TypeError, IndexError, OverflowError, EOFError):
        return ""
    bits, quality = pdqhash.compute(points)
    return f"{np.packbits(bits).tobytes().hex()} {quality}"


def _points(image: Image.Image) -> np.ndarray:
    """The first picture, upright, on white, small."""
    if image.mode.startswith(("I", "F")):
        deep = np.asarray(image, dtype=np.float64)
        top = max(float(deep.max()), 1.0)
        image = Image.fromarray((deep * (255.0 / top)).clip(0, 255).astype(np.uint8))
    image = ImageOps.exif_transpose(image)
    image.thumbnail((EDGE, EDGE), Image.Resampling.BOX)
    if image.mode in ("LA", "PA", "RGBA", "P") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image)
    return np.ascontiguousarray(np.asarray(image.convert("RGB")))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore")
    buffer = BytesIO()
    Image.effect_mandelbrot((64, 64), (-2, -1.5, 1, 1.5), 50).convert("RGB").save(buffer, "JPEG")
    hashed(buffer.getvalue())
    bound(MEMORY)
    serve(hashed)
