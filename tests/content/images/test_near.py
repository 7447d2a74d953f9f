"""How images look: alike whatever was done to them, unlike when they are others; and nothing that an image holds ends a run."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance

from bylaws.cli import main
from bylaws.content.errors import SettingError
from bylaws.content.images.listed import SETTING, HashList, operators_list
from bylaws.content.images.near import NEAR, hasher, image_listed, near_hash
from bylaws.content.stored import UNKNOWN

from .drawn import cloud, packed, url

ONE = cloud(1)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(SETTING, raising=False)
    operators_list.cache_clear()
    yield
    operators_list.cache_clear()


@pytest.fixture(scope="module", autouse=True)
def _ended() -> Iterator[None]:
    yield
    hasher().close()


def apart(one: bytes, other: bytes) -> int:
    hashes = near_hash(url(one)), near_hash(url(other))
    assert all(isinstance(each, str) for each in hashes), hashes
    return int(int(str(hashes[0]), 16) ^ int(str(hashes[1]), 16)).bit_count()


def _signed(image: Image.Image) -> Image.Image:
    image = image.copy()
    ImageDraw.Draw(image).text((10, 370), "somebody's page", fill="white")
    return image


CHANGES = {
    "small": packed(ONE.resize((160, 160))),
    "large": packed(ONE.resize((900, 900))),
    "flat": packed(ONE.resize((400, 300))),
    "jpeg": packed(ONE, "JPEG", quality=30),
    "webp": packed(ONE, "WEBP", quality=40),
    "gif": packed(ONE, "GIF"),
    "tiff": packed(ONE, "TIFF"),
    "grey": packed(ONE.convert("L")),
    "cmyk": packed(ONE.convert("CMYK"), "JPEG"),
    "brighter": packed(ImageEnhance.Brightness(ONE).enhance(1.2)),
    "signed": packed(_signed(ONE)),
    "see-through": packed(ONE.convert("RGBA")),
    "deep": packed(Image.fromarray(np.asarray(ONE.convert("L"), dtype=np.uint16) * 257)),
    "moving": packed(ONE, "GIF", save_all=True, append_images=[cloud(2), cloud(3)]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_image_stays_near_itself(change: str) -> None:
    assert apart(packed(ONE), CHANGES[change]) <= NEAR


def test_an_image_on_its_side_is_taken_as_it_is_shown() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = ONE.rotate(90, expand=True)
    assert apart(packed(ONE), packed(lying, "JPEG", exif=exif)) <= NEAR
    assert apart(packed(ONE), packed(lying, "JPEG")) > NEAR


def test_others_are_far() -> None:
    hashes = [int(str(near_hash(url(packed(cloud(number, 120))))), 16) for number in range(100)]
    pairs = [(one ^ other).bit_count() for place, one in enumerate(hashes) for other in hashes[:place]]
    assert len(pairs) == 4950
    assert min(pairs) > NEAR


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no image",
        packed(Image.new("RGB", (400, 400), "navy")),
        packed(cloud(1, 4)),
        packed(ONE)[:200],
        packed(ONE, "JPEG")[:100],
        b"%PDF-1.4",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
    ids=["nothing", "text", "one colour", "tiny", "cut off", "a head alone", "pdf", "svg"],
)
def test_of_what_tells_nothing_there_is_no_hash(data: bytes) -> None:
    assert near_hash(url(data)) is None


def test_of_what_is_not_there_nobody_knows() -> None:
    assert near_hash("gone.jpg") is UNKNOWN


def _claiming(width: int, height: int) -> bytes:
    """A PNG of zeros that takes a few kilobytes and claims so many points."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(min(width * 3 + 1, 10**6) * 10), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (2**31 - 1, 2**31 - 1), (5999, 5999), (1, 10**7)])
def test_a_bomb_tells_nothing_and_the_next_image_is_hashed(size: tuple[int, int]) -> None:
    assert near_hash(url(_claiming(*size))) is None
    assert isinstance(near_hash(url(packed(ONE))), str)


@given(st.integers(0, 2**32), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_spoilt_images_end_nothing(seed: int, places: int) -> None:
    chance = random.Random(seed)
    form = chance.choice(["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"])
    data = bytearray(packed(cloud(seed % 7, 40), form))
    for _ in range(places):
        data[chance.randrange(len(data))] = chance.randrange(256)
    told = near_hash(url(bytes(data)))
    assert told is None or isinstance(told, str)


def listed(folder: Path, *rows: str, head: str = "hash,entry") -> HashList:
    (folder / "hashes.csv").write_text("\n".join([head, *rows]) + "\n")
    return HashList.read(folder / "hashes.csv")


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40), st.binary(min_size=32, max_size=32))
def test_the_nearest_is_that_of_comparing_with_each(
    tmp_path_factory: pytest.TempPathFactory, held: list[bytes], asked: bytes
) -> None:
    rows = [f"{each.hex()},e{place}" for place, each in enumerate(held)]
    found = listed(tmp_path_factory.mktemp("lists"), *rows).nearest(asked.hex())
    apart = [(int.from_bytes(each) ^ int.from_bytes(asked)).bit_count() for each in held]
    assert found is not None
    assert (found.entry, found.distance) == (f"e{apart.index(min(apart))}", min(apart))


@pytest.mark.parametrize(
    ("rows", "head", "said"),
    [
        (["abc,x"], "hash,entry", "line 2: a hash has 64 figures"),
        (["zz" * 32 + ",x"], "hash,entry", "line 2: a hash has 64 figures"),
        (["a,b"], "digest,name", "names the columns `hash` and `entry`"),
        ([], "", "names the columns `hash` and `entry`"),
    ],
)
def test_a_list_that_is_none_is_told(tmp_path: Path, rows: list[str], head: str, said: str) -> None:
    with pytest.raises(SettingError, match=said):
        listed(tmp_path, *rows, head=head)


def test_a_list_knows_an_image_that_was_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed(tmp_path, f"{near_hash(url(packed(cloud(9))))},K-9", f"{near_hash(url(packed(ONE)))},K-1")
    monkeypatch.setenv(SETTING, str(tmp_path / "hashes.csv"))
    found = image_listed(url(CHANGES["jpeg"]))
    assert isinstance(found, dict)
    assert found["entry"] == "K-1"
    assert image_listed(url(packed(cloud(5)))) is None
    assert image_listed(url(b"no image")) is None
    assert image_listed("gone.jpg") is UNKNOWN


POLICY = """---
policy: p
language: 1
provider: P
version: 2026-01-01
effective: on posting
contact: a@example.net
timezone: UTC
---
## Listed images {#listed-images}
What a hotline listed is sealed, unseen.

```bylaw
rule listed-image on file.uploaded
  let found = image_listed(content_ref)
  when found.distance <= 31
  severity critical
  says "a stored image is near entry {found.entry} of the list, {found.distance} of 256 bits apart"
```
"""


def test_a_run_names_the_entry_and_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.md").write_text(POLICY)
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "a.jpg").write_bytes(CHANGES["jpeg"])
    (tmp_path / "store" / "b.png").write_bytes(packed(cloud(5)))
    line = '{"kind": "file.uploaded", "id": "%s", "at": "2026-11-22T10:00:00Z", "account": "a-%s", "content_ref": "%s"}\n'
    (tmp_path / "e.jsonl").write_text(line % ("1", "1", "a.jpg") + line % ("2", "2", "b.png") + line % ("3", "3", "gone.jpg"))
    words = ["run", str(tmp_path / "p.md"), "--events", str(tmp_path / "e.jsonl"), "--content", str(tmp_path / "store")]
    words += ["--out", str(tmp_path / "out"), "--unmask"]
    assert main(words) == 64
    assert SETTING in " ".join(capsys.readouterr().err.split())
    listed(tmp_path, f"{near_hash(url(packed(ONE)))},K-1")
    monkeypatch.setenv(SETTING, str(tmp_path / "hashes.csv"))
    operators_list.cache_clear()
    assert main(words) == 1
    told = capsys.readouterr().out
    assert "1 finding (1 critical), 1 unsettled" in told
    finding = (tmp_path / "out" / "findings.jsonl").read_text().splitlines()
    assert any("near entry K-1 of the list" in each and "pdqhash" in each for each in finding)
