"""The content functions that there are, by the names under which `bylaws.policy.functions` declares them."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

from bylaws.content.port import Content, later

HARM = ("harm", "harm-hate", "harm-harassment", "harm-threat", "harm-violence", "harm-sexual", "harm-self-harm")
LURES = ("phishing-mail",)
MAIL = ("mail-spam-texts", "mail-spam-headers")
REQUESTS = ("request-sql", "request-scripting", "request-traversal", "request-command")


class Signatures(Content):
    """One that rests on YARA-X, and on rules that an operator may add to. Raises SettingError for rules that are none."""

    @property
    def version(self) -> str:
        from bylaws.content.files.signatures import rests_on  # here, for it loads YARA-X, which most runs do without

        return f"{super().version} ({rests_on()})"


class Listed(Content):
    """One that rests on an operator's list of images. Raises SettingError for a list that is none."""

    @property
    def version(self) -> str:
        from bylaws.content.images.listed import rests_on

        return f"{super().version} (pdqhash {version('pdqhash')}, {rests_on()})"


class Resting(Content):
    """One that rests on a library, by its own name."""

    library = ""

    @property
    def version(self) -> str:
        return f"{super().version} ({self.library} {version(self.library)})"


class Images(Resting):
    library = "pdqhash"


class Languages(Resting):
    library = "py3langid"


class Numbering(Resting):
    library = "phonenumbers"


@cache
def installed() -> dict[str, Content]:
    """By name. What they need, models too, is loaded when they are first asked."""
    functions = (
        Content("authentication", 1, later("mail.authentication:authentication")),
        Numbering("caller_id", 1, later("numbers.caller:caller_id")),
        Content("crawler", 1, later("http.crawlers:crawler"), later("http.crawlers:crawler_of"), ("crawler",)),
        Numbering("emergency", 1, later("numbers.emergency:emergency")),
        Content("file_faults", 1, later("files.faults:file_faults")),
        Content("file_type", 1, later("files.faults:file_type")),
        Content("forged_origin", 1, later("mail.origin:forged_origin")),
        Content("harm", 1, later("text.harm:harm"), later("text.harm:harm_of"), HARM),
        Content("header_faults", 1, later("mail.faults:header_faults")),
        Listed("image_listed", 1, later("images.near:image_listed")),
        Languages("language", 1, later("text.language:language")),
        Content("lookalike", 1, later("urls.imitation:lookalike")),
        Content("near", 2, later("text.campaign:near")),
        Images("near_hash", 1, later("images.near:near_hash")),
        Numbering("numbering", 1, later("numbers.plan:numbering")),
        Content("passport", 1, later("numbers.passport:passport")),
        Content("passport_checked", 1, later("numbers.soundness:passport_checked")),
        Content("personal_data", 2, later("pii.finding:personal_data")),
        Content(
            "phishing_link", 1, later("urls.phishing:phishing_link"), later("urls.phishing:phishing_link_of"), ("phishing-link",)
        ),
        Content(
            "phishing_mail", 1, later("mail.phishing:phishing_mail"), later("mail.phishing:phishing_mail_of"), ("phishing-mail",)
        ),
        Content("quoted", 1, later("text.quoting:quoted")),
        Content("request_attack", 1, later("http.attacks:attack"), later("http.attacks:attack_of"), REQUESTS),
        Content("robots_allow", 1, later("http.robots:robots_allow")),
        Content("shape", 2, later("text.shape:shape")),
        Signatures("signatures", 1, later("files.signatures:signatures")),
        Content("spam", 1, later("text.short:spam"), later("text.short:spam_of"), ("sms-spam",)),
        Content("spam_mail", 1, later("mail.spam:spam_mail"), later("mail.spam:spam_mail_of"), MAIL),
        Numbering("zones_of", 1, later("numbers.zones:zones_of")),
    )
    return {each.name: each for each in functions}
