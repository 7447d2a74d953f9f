"""What the name and the declared type of a file claim, and how names deceive."""

from __future__ import annotations

import re
from typing import Final

from bylaws.content.files.kinds import IMAGES, SOUNDS, TEXTS, ZIPPED

_CLAIMS: Final = {
    "exe dll scr sys com ocx cpl": {"exe", "data"},
    "class": {"class"},
    "jar war": {"jar", "zip"},
    "apk": {"apk"},
    "png": {"png"},
    "jpg jpeg jpe": {"jpeg"},
    "gif": {"gif"},
    "webp": {"webp"},
    "bmp": {"bmp"},
    "tif tiff": {"tiff"},
    "ico": {"ico", "png"},
    "svg": {"svg"},
    "mp3": {"mp3"},
    "wav": {"wav"},
    "flac": {"flac"},
    "ogg oga opus": {"ogg"},
    "mp4 m4a m4v mov": {"mp4"},
    "mkv webm": {"matroska"},
    "avi": {"avi"},
    "pdf": {"pdf"},
    "doc xls ppt msi": {"ole", "rtf", "html", "xml"},
    "docx docm": {"docx", "ole"},
    "xlsx xlsm": {"xlsx", "ole"},
    "pptx pptm": {"pptx", "ole"},
    "odt ods odp": {"odf"},
    "epub": {"epub"},
    "rtf": {"rtf"},
    "zip": set(ZIPPED),
    "gz tgz": {"gzip"},
    "bz2 tbz2": {"bzip2"},
    "xz txz": {"xz"},
    "7z": {"7z"},
    "rar": {"rar"},
    "tar": {"tar"},
    "txt csv tsv log md json xml html htm js css py sh bat ps1 vbs yml yaml ini conf": {*TEXTS, "data"},
}
_BY_EXTENSION: Final = {extension: frozenset(kinds) for names, kinds in _CLAIMS.items() for extension in names.split()}

_BY_TYPE: Final = {
    "image/png": {"png"},
    "image/jpeg": {"jpeg"},
    "image/gif": {"gif"},
    "image/webp": {"webp"},
    "image/svg+xml": {"svg"},
    "application/pdf": {"pdf"},
    "application/zip": set(ZIPPED),
    "application/gzip": {"gzip"},
    "application/rtf": {"rtf"},
    "application/msword": {"ole", "rtf"},
    "application/vnd.ms-excel": {"ole", "xlsx", "text", "html", "xml"},
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": {"docx", "ole"},
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {"xlsx", "ole"},
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": {"pptx", "ole"},
    "application/json": set(TEXTS),
    "application/xml": set(TEXTS),
    "application/vnd.android.package-archive": {"apk"},
}
_BY_FAMILY: Final = {"image": IMAGES | {"data"}, "audio": SOUNDS | {"data"}, "video": SOUNDS | {"data"}, "text": TEXTS | {"data"}}

SCRIPTS: Final = frozenset(("bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "wsh", "hta"))
_RUNS: Final = SCRIPTS | {"exe", "scr", "com", "pif", "lnk", "msi", "jar", "cpl", "dll", "reg", "apk"}
"""Extensions of what runs when it is opened."""
_SHOWN: Final = {"pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "rtf", "csv", "zip", "html", "htm"}
_SHOWS: Final = _SHOWN | {"jpg", "jpeg", "png", "gif", "mp3", "mp4", "avi"}
"""Extensions of what is only looked at."""
_TURNED: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Signs that make a name read otherwise than it is written."""


def extension_of(name: str) -> str:
    """The last extension in lower case; empty if there is none."""
    stem, dot, extension = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    return extension.strip().lower() if dot and stem else ""


def is_disguised(name: str) -> bool:
    """Whether a name makes a program look like a document: by two extensions, wide gaps, or signs that turn it around."""
    last = name.replace("\\", "/").rpartition("/")[2]
    parts = [each.strip().lower() for each in _TURNED.sub("", last).split(".")]
    if len(parts) < 2 or parts[-1] not in _RUNS:
        return False
    return _TURNED.search(last) is not None or (len(parts) > 2 and parts[-2] in _SHOWS) or "     " in last


def is_otherwise(kind: str, name: str, declared: str) -> bool:
    """Whether a file of a sort is not what its name or its declared type says. What they say nothing of is as they say."""
    if kind == "empty":
        return False
    claimed = _BY_EXTENSION.get(extension_of(name))
    if claimed is not None and kind not in claimed:
        return True
    media = declared.partition(";")[0].strip().lower()
    of_type = _BY_TYPE.get(media) or _BY_FAMILY.get(media.partition("/")[0])
    return of_type is not None and kind not in of_type
