"""A page in Chromium, driven by its DevTools protocol over a pipe (https://chromedevtools.github.io/devtools-protocol/)."""

from __future__ import annotations

import base64
import json
import os
import select
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

PATIENCE: Final = 60  # seconds, for a machine that has much else to do
OPTIONS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
Message = Mapping[str, Any]


class Page:
    """One page, with scripts switched off. `told` are the events that the browser sent of it."""

    def __init__(self, write: int, read: int) -> None:
        self._write = write
        self._read = read
        self._rest = b""
        self._sent = 0
        self._session = ""
        self.told: list[Message] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.ask(f"{domain}.enable")
        self.ask("Emulation.setScriptExecutionDisabled", value=True)

    def ask(self, method: str, **parameters: object) -> Message:
        """Sends a command and waits for its answer. Raises RuntimeError if it fails, TimeoutError if there is none."""
        self._sent += 1
        session = {"sessionId": self._session} if self._session else {}
        message = {"id": self._sent, "method": method, "params": parameters, **session}
        os.write(self._write, json.dumps(message).encode() + b"\0")
        answer = self._until(lambda told: told.get("id") == self._sent)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        result: Message = answer["result"]
        return result

    def open(self, path: Path, width: int, height: int = 900, *, dark: bool = False) -> None:
        """Shows a file in a window of that size (CSS pixels) and waits until it is loaded."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])
        self.told.clear()
        self.ask("Page.navigate", url=path.resolve().as_uri())
        if not any(told.get("method") == "Page.loadEventFired" for told in self.told):
            self._until(lambda told: told.get("method") == "Page.loadEventFired")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of all that is to be seen, in CSS pixels; wider than the window, it scrolls sideways."""
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        return size["width"], size["height"]

    @property
    def requests(self) -> list[str]:
        """The addresses that the page asked for, its own among them."""
        return [told["params"]["request"]["url"] for told in self.told if told.get("method") == "Network.requestWillBeSent"]

    @property
    def complaints(self) -> list[Message]:
        """What stands in the console."""
        methods = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
        return [told["params"] for told in self.told if told.get("method") in methods]

    def picture(self, top: int = 0, height: int = 900) -> bytes:
        """A part of the page as PNG, over its whole width."""
        clip = {"x": 0, "y": top, "width": self.size[0], "height": height, "scale": 1}
        return base64.b64decode(self.ask("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)["data"])

    def _until(self, wanted: Callable[[Message], bool]) -> Message:
        for told in self._messages():
            self.told.append(told)
            if wanted(told):
                return told
        raise TimeoutError

    def _messages(self) -> Iterator[Message]:
        end = time.monotonic() + PATIENCE
        while True:
            while b"\0" in self._rest:
                line, _, self._rest = self._rest.partition(b"\0")
                yield json.loads(line)
            ready, _, _ = select.select([self._read], [], [], max(end - time.monotonic(), 0))
            more = os.read(self._read, 1 << 16) if ready else b""
            if not more:
                raise TimeoutError("the browser does not answer")
            self._rest += more


@contextmanager
def browsing(program: str, profile: Path) -> Iterator[Page]:
    """A page of a browser of its own, which keeps what it keeps in the folder `profile`."""
    read_there, write_here = os.pipe()
    read_here, write_there = os.pipe()

    def take_places() -> None:
        os.dup2(read_there, 100)
        os.dup2(write_there, 101)
        os.dup2(100, 3)
        os.dup2(101, 4)

    browser = subprocess.Popen(
        [program, *OPTIONS, f"--user-data-dir={profile}"],
        preexec_fn=take_places,
        close_fds=True,
        pass_fds=(3, 4),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(read_there)
    os.close(write_there)
    try:
        yield Page(write_here, read_here)
    finally:
        browser.terminate()
        browser.wait(PATIENCE)
        os.close(write_here)
        os.close(read_here)
