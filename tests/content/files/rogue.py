"""A process that does to itself what a file might do to the one that looks into it."""

from __future__ import annotations

import os
import time

from bylaws.content.files.worker import MEMORY, bound, serve


def answer(data: bytes) -> str:
    match data:
        case b"hang":
            time.sleep(3600)
        case b"spin":
            while True:
                pass
        case b"hog":
            return f"held {len(bytes(1 << 30))}"
        case b"crash":
            os.abort()
        case b"raise":
            raise ValueError
        case b"deep":
            return answer(b"deep")
        case b"leave":
            os._exit(0)
        case b"half":
            os.write(1, b"half an answ")
            os._exit(0)
    return f"{os.getpid()}"


if __name__ == "__main__":
    bound(MEMORY)
    serve(answer)
