"""From a policy's file to its document, with the documents that it includes."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path, PurePosixPath

from msgspec import Struct, field

from bylaws.policy import surface as s
from bylaws.policy.clauses import ClauseReader
from bylaws.policy.front_matter import FrontMatter, read_front_matter
from bylaws.source import Diagnostic, Label, SourceFile, Span

MOST_BYTES = 4 * 2**20
MOST_DEPTH = 8
MOST_FILES = 32

_CONTROL = re.compile(rb"[\0-\x08\x0b\x0e-\x1f\x7f]|\xc2[\x80-\x9f]")
"""What no text needs, and what would steer the terminal that a policy is shown on."""
_INCLUDE = re.compile(r"\s*(?P<path>\S+)(?:\s+sha256:(?P<digest>[0-9a-fA-F]{64}))?\s*")

_SHIPPED = ("canonical.md", "northwind.md")


def read_document(path: Path) -> tuple[s.Document | None, list[Diagnostic]]:
    """The policy in a file and all that it includes.

    What can be read is returned also when something is wrong, so that later checks can find more; None only if there is nothing.
    """
    reader = _Reader()
    file = SourceFile(str(path), "")
    data = reader.load(path, Span(file, 0, 0))
    document = reader.read(data, path, ()) if data is not None else None
    return document, reader.diagnostics


def read_text(text: str, path: str = "policy.md", *, front_matter: bool = True) -> tuple[s.Document | None, list[Diagnostic]]:
    """The policy in a string, as if it were the file at `path`; includes are looked for beside that.

    Without `front_matter` the text is clauses only, and a heading without slug gets one made from its title.
    """
    reader = _Reader()
    document = reader.read(text.encode(errors="replace"), Path(path), (), front_matter=front_matter)
    return document, reader.diagnostics


class _Reader(Struct):
    diagnostics: list[Diagnostic] = field(default_factory=list)
    included: set[Path] = field(default_factory=set)

    def error(self, code: str, message: str, span: Span, help: str = "") -> None:
        self.diagnostics.append(Diagnostic(code, message, (Label(span),), help))

    def load(self, path: Path, place: Span) -> bytes | None:
        """The file's bytes, or None with the reason told at `place`."""
        try:
            if not path.is_file():
                self.error("unreadable", f"there is no file `{path}`", place, _where_from(path))
                return None
            with path.open("rb") as stream:
                data = stream.read(MOST_BYTES + 1)
        except (OSError, ValueError) as error:
            self.error("unreadable", f"`{path}` cannot be read: {getattr(error, 'strerror', None) or error}", place)
            return None
        if len(data) > MOST_BYTES:
            self.error("too-large", f"`{path}` is larger than {MOST_BYTES // 2**20} MiB", place, "split the policy by `includes`")
            return None
        return data

    def read(self, data: bytes, path: Path, chain: tuple[Path, ...], *, front_matter: bool = True) -> s.Document | None:
        """The document in `data`; `chain` are the files that include it, outermost first."""
        text = self._decode(data, str(path))
        if text is None:
            return None
        file = SourceFile(str(path), text)
        front = read_front_matter(file, included=bool(chain)) if front_matter else FrontMatter()
        self.diagnostics += front.diagnostics
        includes = self._includes(front.meta.get("includes"), path, chain)
        clauses = ClauseReader(file, front.body, lenient=not front_matter)
        read = clauses.read()
        self.diagnostics += clauses.diagnostics
        digest = sha256(data + "".join(each.digest for each in includes).encode()).hexdigest()
        return s.Document(Span(file, 0, len(text)), front.meta, read, includes, digest)

    def _decode(self, data: bytes, path: str) -> str | None:
        place = Span(SourceFile(path, ""), 0, 0)
        control = _CONTROL.search(data)
        if control:
            what = "zero" if control[0] == b"\0" else "a control character"
            message = f"`{path}` is not a text: byte {control.start()} is {what}"
            self.error("not-text", message, place, "save the policy as plain text in UTF-8")
            return None
        try:
            return data.decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            message = f"`{path}` is not UTF-8 from byte {error.start} on"
            self.error("not-text", message, place, "save the policy as plain text in UTF-8")
            return None

    def _includes(self, value: s.Name | None, path: Path, chain: tuple[Path, ...]) -> tuple[s.Document, ...]:
        if value is None:
            return ()
        read = []
        at = value.span.start
        for part in value.text.split(","):
            place = Span(value.span.file, at + len(part) - len(part.lstrip()), at + len(part.rstrip()))
            at += len(part) + 1
            document = self._include(part, place, path, chain)
            if document:
                read.append(document)
        return tuple(read)

    def _include(self, text: str, place: Span, path: Path, chain: tuple[Path, ...]) -> s.Document | None:
        found = _INCLUDE.fullmatch(text)
        if not found:
            help = "write the path, and after it `sha256:` and 64 digits if you like"
            self.error("include", f"`{text.strip()}` is not a path with an optional digest", place, help)
            return None
        target = self._target(found["path"], place, path)
        if target is None or not self._may_include(target, place, (*chain, path)):
            return None
        data = self.load(target, place)
        if data is None:
            return None
        document = self.read(data, target, (*chain, path))
        if document and found["digest"] and document.digest != found["digest"].lower():
            message = f"`{found['path']}` is not the text that was agreed: its digest is {document.digest}"
            self.error("include-digest", message, place, "read what changed, then write the new digest")
        return document

    def _target(self, include: str, place: Span, path: Path) -> Path | None:
        """Where an include leads; below the folder of the file that includes it, or nowhere."""
        pure = PurePosixPath(include)
        folder = path.parent
        help = "keep it in the folder of this file or below"
        if pure.is_absolute() or ".." in pure.parts or "\\" in include or ":" in include:
            self.error("include", f"`{include}` leads out of the policy's folder", place, help)
            return None
        try:
            inside = (folder / pure).resolve().is_relative_to(folder.resolve())
        except (OSError, RuntimeError, ValueError):
            inside = False
        if not inside:
            self.error("include", f"`{include}` leads out of the policy's folder by a link", place, help)
            return None
        return folder / pure

    def _may_include(self, target: Path, place: Span, chain: tuple[Path, ...]) -> bool:
        real = target.resolve()
        if any(real == each.resolve() for each in chain):
            through = " includes ".join(f"`{each.name}`" for each in (*chain, target))
            self.error("include", f"includes go in a circle: {through}", place, "take one of these includes out")
        elif len(chain) >= MOST_DEPTH:
            self.error("include", f"includes go deeper than {MOST_DEPTH} files", place, "include the base policy directly")
        elif real in self.included:
            self.error("include", f"`{target.name}` is included twice", place, "one include is enough; its clauses count once")
        elif len(self.included) >= MOST_FILES:
            self.error("include", f"a policy cannot include more than {MOST_FILES} files", place, "join some of them")
        else:
            self.included.add(real)
            return True
        return False


def _where_from(path: Path) -> str:
    """How to get at an included file that is not there."""
    if path.name in _SHIPPED:
        return "`bylaws start` copies it, and the lists it reads, from the package into a folder"
    return "a path starts from the including file's folder"
