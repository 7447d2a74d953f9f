"""Keys and passwords that a text gives away.

A key is known by the form that its issuer publishes, or by the name that it is set under and its length. Only the value itself
can show that it is none: because it is made up or blacked out, or because it only says where a program finds the key. Whatever
else stands in the text neither makes a key nor excuses one. All patterns are RE2's, so time is linear in the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import re2

_ISSUED: Final = {
    "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[rn])+([\w+/=]{40})",
    "github token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{36,})",
    "gitlab token": r"\bgl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct)-[\w.-]{20,}",
    "slack token": r"\bx(?:ox[abeprs]|app)-[\w-]{20,}",
    "stripe key": r"\b(?:[sr]k_live_|whsec_)[A-Za-z0-9+/=]{16,}",
    "google key": r"\b(?:AIza[\w-]{35}|GOCSPX-[\w-]{28})",
    "npm token": r"\bnpm_[A-Za-z0-9]{36}",
    "pypi token": r"\bpypi-[\w-]{50,}",
    "sendgrid key": r"\bSG\.[\w-]{22}\.[\w-]{43}",
    "shopify token": r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}",
    "digitalocean token": r"\bdo[opr]_v1_[0-9a-f]{64}",
    "hugging face token": r"\bhf_[A-Za-z0-9]{34}",
    "vault token": r"\bhv[sbr]\.[\w-]{24,}",
}
"""By what it is: the published form of what an issuer hands out, a value in a group of its own where more is matched.

Sources: the issuers' pages on the formats of their tokens; RFC 7468 and RFC 9580 for private keys. Left out is what is public by
itself (ids of keys, publishable keys) and what opens nothing but a test mode.
"""

_CARRIED: Final = {
    "bearer token": r"(?i)\bbearer\s+([a-z0-9._~+/-]{20,}=*)",
    "basic credentials": r"(?i)\bbasic\s+([a-z0-9+/]{20,}=*)",
}
"""Credentials in the form of the header `Authorization` (RFC 6750, RFC 7617); a sentence that goes on has no figures there."""

_SET: Final = (
    r"""(?i)(password|passwd|secret|(?:api|access|private|secret|signing)[_-]?key|token)\\?["']?\s*(?::=|=>|[:=])\s*(\\?["'])?"""
)
_VALUE: Final = r"([^\s<>\"']{20,})"

_MADE_UP: Final = (
    r"(?i)example|sample|placeholder|redacted|censored|dummy|fake|change[_-]?(?:me|this|it)|replace[_-]?(?:me|this|with)"
    r"|your[_-]|[_-]here\b|\*{4}|x{6}|\.{3}|…|•{4}"
)
_SIGNS: Final = 6
"""A value of fewer different signs than this was typed by somebody who leant on the keyboard."""

_KEPT_ELSEWHERE: Final = (
    r"(?i)^[$%]?[{(]|^\$[a-z_]|^\[[a-z _-]+\]?$"
    r"|^(?:env|file|vault|ssm|sm|secrets?|secrets?manager|aws-?sm|gcp-?sm|akv|keyring|keychain|bws|doppler|infisical|ref|sops):"
    r"|^arn:[a-z-]+:|^projects/[\w-]+/secrets/|^@Microsoft\.KeyVault\(|^ENC[\[(]"
    r"|^(?:process|import\.meta)\.env\.\w|^[a-z][a-z0-9+.-]*://(?:[^/?#:@]*@)?[^/?#@]*(?:[/?#]|$)"
    r"|^(?:~|\.{1,2})?/(?:run|var|etc|home|usr|opt|mnt|srv|tmp|root|app|proc|users|secrets)/|^[a-z]:\\\w"
)
_PATH: Final = r"(?:~|\.{1,2})?(?:/[a-z0-9._-]+)+"
_VARIABLE: Final = r"%?[A-Z]+(?:_[A-Z]+)+%?"
_PROGRAM: Final = r"(?i)^[a-z_][a-z_.:]*[(\[]|^[a-z_]+(?:\.[a-z_]+)+$"
"""What a program writes without quotation marks: a call, or the parts of something, of letters alone."""

_BEHIND = ".,;)}`"
"""Signs behind a value that belong to the sentence."""


def secrets(text: str) -> tuple[str, ...]:
    """What the keys and passwords in a text are, each once: by whom they were issued, or the name that they are set under."""
    return tuple(dict.fromkeys(_found(text))) if _any.search(text) else ()


def _found(text: str) -> Iterator[str]:
    for name, form in _issued.items():
        if any(not _made_up(found[found.lastindex or 0]) for found in form.finditer(text)):
            yield name
    for name, form in _carried.items():
        if any(any(map(str.isdigit, found[1])) and not _made_up(found[1]) for found in form.finditer(text)):
            yield name
    for found in _set.finditer(text):
        if _is_secret(found[3].rstrip(_BEHIND), bool(found[2])):
            yield found[1].lower().replace("_", " ").replace("-", " ")


def _is_secret(value: str, quoted: bool) -> bool:
    """Whether what a password, key or token is set to is one, and not yet known by its form."""
    if len(value) < 20 or _made_up(value) or _is_issued(value) or _variable.fullmatch(value):
        return False
    return not (_kept_elsewhere.search(value) or _path.fullmatch(value) or (not quoted and _program.search(value)))


def _is_issued(value: str) -> bool:
    return any(form.search(value) for form in _issued.values())


def _made_up(value: str) -> bool:
    return len(set(value)) < _SIGNS or _made_up_word.search(value) is not None


_issued = {name: re2.compile(pattern) for name, pattern in _ISSUED.items()}
_carried = {name: re2.compile(pattern) for name, pattern in _CARRIED.items()}
_set = re2.compile(_SET + _VALUE)
_any = re2.compile("|".join(f"(?:{pattern})" for pattern in (*_ISSUED.values(), *_CARRIED.values(), _SET + _VALUE)))
_made_up_word, _kept_elsewhere, _program = re2.compile(_MADE_UP), re2.compile(_KEPT_ELSEWHERE), re2.compile(_PROGRAM)
_path, _variable = re2.compile(_PATH), re2.compile(_VARIABLE)
