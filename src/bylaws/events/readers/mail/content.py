"""What a mail shows to its reader: text, links, and the names of what is attached."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final

from msgspec import Struct

from bylaws.events.readers.mail.headers import decoded, shown
from bylaws.events.readers.mail.page import page_of
from bylaws.events.readers.mail.parts import Part, leaves

BODY_LIMIT: Final = 1 << 18
"""Characters of text; no more bytes of a part are looked at, four a character."""
LINK_LIMIT: Final = 1000
_URL_LIMIT: Final = 2048
_NAME_LIMIT: Final = 255

_URL: Final = re.compile(r"\bhttps?://[^\s<>\"'\x00-\x20\x7f]{1,4096}", re.IGNORECASE)
_URL_END: Final = ".,;:!?)]}"


class Content(Struct, frozen=True):
    """`text` as a mail program shows it; `urls` are those of all texts."""

    text: str
    urls: list[str]
    attachments: list[str]


def content_of(mail: Part) -> Content:
    urls: dict[str, None] = {}
    attachments: list[str] = []
    texts: dict[int, str] = {}
    for part in leaves(mail):
        if _is_attached(part):
            if len(attachments) < LINK_LIMIT:
                attachments.append(_name(part))
        else:
            texts[id(part)] = text = _text(part, urls)
            urls |= dict.fromkeys(_urls(text))
    told = "\n".join(filter(None, (texts.get(id(part), "") for part in _shown(mail, texts)))).strip()
    return Content(told[:BODY_LIMIT], list(urls)[:LINK_LIMIT], attachments)


def _shown(part: Part, texts: dict[int, str]) -> list[Part]:
    """The parts that a mail program shows: of alternatives the last that has text (RFC 2046, 5.1.4)."""
    if not part.parts:
        return [part]
    if part.sort != "multipart/alternative":
        return [leaf for each in part.parts for leaf in _shown(each, texts)]
    for each in reversed(part.parts):
        found = _shown(each, texts)
        if any(texts.get(id(leaf), "").strip() for leaf in found):
            return found
    return []


def _is_attached(part: Part) -> bool:
    """Whether it is no text. What is said to be made of parts, and is not, is shown as it stands."""
    return bool(part.file_name) or part.sort.partition("/")[0] not in ("text", "multipart") or part.disposition == "attachment"


def _name(part: Part) -> str:
    name = shown(part.file_name)[:_NAME_LIMIT]
    return name or f"sha256:{sha256(part.content).hexdigest()}"


def _text(part: Part, urls: dict[str, None]) -> str:
    """The text of a part; links that HTML hides behind words go to `urls`."""
    text = decoded(part.content[: 4 * BODY_LIMIT], part.charset)[:BODY_LIMIT]
    if part.sort != "text/html":
        return text.replace("\r\n", "\n")
    page = page_of(text)
    urls |= dict.fromkeys(each for link in page.links for each in _urls(link.strip())[:1])
    return page.text


def _urls(text: str) -> list[str]:
    return [found[0].rstrip(_URL_END)[:_URL_LIMIT] for found in _URL.finditer(text)]
