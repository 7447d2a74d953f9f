"""Files for tests, made here: nothing in them does any harm."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib

TEST_VIRUS = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "-".join(("EICAR", "STANDARD", "ANTIVIRUS", "TEST", "FILE")) + "!$H+H*").encode()
"""Put together at run time, so that no scanner takes this file for it."""
PROGRAM = b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + bytes(100)
OFFICE = ("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")


def zipped(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members:
            file.writestr(name, data)
    return made.getvalue()


def sealed(name: str, data: bytes) -> bytes:
    """A zip file whose one entry is marked as encrypted."""
    made = bytearray(zipped((name, data)))
    made[6] |= 1
    made[made.index(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def nameless(data: bytes) -> bytes:
    """A zip file whose one entry is called nothing, which Python does not write."""
    total, size = zlib.crc32(data), len(data)
    about = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0, total, size, size, 0, 0)
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + about + struct.pack("<HHHII", 0, 0, 0, 0, 0)
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), 30 + size, 0)
    return b"PK\x03\x04" + about + data + entry + b"PK\x05\x06" + end


def tarred(*members: tuple[str, bytes], link: str = "") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as file:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            if link:
                info.type, info.linkname, info.size = tarfile.SYMTYPE, link, 0
            file.addfile(info, io.BytesIO(data))
    return made.getvalue()


def nested(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = zipped(("inner.zip", data))
    return data


def png(data: bytes = b"\0\xff\xff\xff") -> bytes:
    def part(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(data)) + part(b"IEND", b"")


def compound(*names: str, circle: bool = False) -> bytes:
    """A compound file with empty storages of these names: a header, a sector of the table, the directory."""
    size, entries = 512, []
    for at, name in enumerate(("Root Entry", *names)):
        text = name.encode("utf-16-le")
        child = 1 if at == 0 and names else 0xFFFFFFFF
        following = at + 1 if 0 < at < len(names) else 0xFFFFFFFF
        kind = 5 if at == 0 else 1
        entry = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, 0xFFFFFFFF, following, child)
        entries.append(entry + bytes(36) + struct.pack("<IQ", 0xFFFFFFFE, 0))
    directory = b"".join(entries)
    directory += bytes(-len(directory) % size)
    sectors = len(directory) // size
    table = [0xFFFFFFFD, *range(2, sectors + 1), 1 if circle else 0xFFFFFFFE]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return header + struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table))) + directory
