"""What a policy may call by name: signatures and meanings. How they are computed is the engine's affair.

A *content function* looks into texts, mails, pages or files; it is declared here by its signature alone, and whether it is `built`.
A rule that needs one which this installation lacks is blind, and every summary says so.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from bylaws.events.types import (
    COUNTRY,
    DATE,
    DECIMAL,
    DISTANCE,
    DOMAIN,
    HASH,
    INSTANT,
    INTEGER,
    IP,
    PATH,
    PHONE,
    SHARE,
    TEXT,
    TIME,
    TRUTH,
    URL,
    ZONE,
    Type,
    array,
    entity,
)

AGGREGATES: Final = ("count", "sum", "avg", "min", "max", "distinct", "deviation", "last")
QUANTIFIERS: Final = ("some", "every")


class Parameter(Struct, frozen=True):
    """`types`: those that are taken, the first being the one that a literal is read as; `many`: one or more of them.

    `spread`: an array is taken too, and then the result is an array. Without types anything is taken, all of one type.
    """

    name: str
    types: tuple[Type, ...] = ()
    optional: bool = False
    many: bool = False
    spread: bool = False


class Function(Struct, frozen=True):
    """`result` None: the type that the arguments have in common, marks and all. `keeps_personal`: personal in, personal out.

    `cost` is `cheap`, `medium` or `dear`, as `check --plan` shows it. `extra`: the one of bylaws without which it does not work.
    """

    name: str
    parameters: tuple[Parameter, ...]
    result: Type | None
    meaning: str
    content: bool = False
    keeps_personal: bool = False
    cost: str = "cheap"
    extra: str = ""


def _content(name: str, parameters: tuple[Parameter, ...], result: Type, meaning: str, keeps_personal: bool = False) -> Function:
    return Function(name, parameters, result, meaning, content=True, keeps_personal=keeps_personal, cost="dear")


def _record(**fields: Type) -> Type:
    return Type("record", fields=tuple(fields.items()))


def _one(name: str, *types: Type) -> tuple[Parameter, ...]:
    return (Parameter(name, types),)


EXTRAS: Final = {"files": "yara_x", "images": "pdqhash", "languages": "py3langid"}
"""By the extras on which functions rest a module that each brings."""

_SCORED: Final = _record(score=SHARE, spans=TEXT)
_CLASSED: Final = _record(score=SHARE, **{"class": TEXT}, spans=TEXT)
_SHARE_BOUND: Final = (Parameter("k", (INTEGER,)), Parameter("n", (INTEGER,)), Parameter("confidence", (SHARE,)))

_PURE: Final = (
    Function("greatest", (Parameter("values", many=True),), None, "the greatest of the values; null if one is null"),
    Function("least", (Parameter("values", many=True),), None, "the least of the values; null if one is null"),
    Function("coalesce", (Parameter("values", many=True),), None, "the first value that is not null"),
    Function("lower_share", _SHARE_BOUND, SHARE, "lower Wilson bound of the share k of n (at most all of it); null if n is 0"),
    Function("upper_share", _SHARE_BOUND, SHARE, "upper Wilson bound of the share k of n (at most all of it); null if n is 0"),
    Function("length", _one("list", array(TEXT)), INTEGER, "how many elements a list has"),
    Function(
        "digits", _one("number", PHONE, TEXT), INTEGER, "a phone number, or a text of digits, as an integer", keeps_personal=True
    ),
    Function(
        "distance",
        tuple(Parameter(name, (DECIMAL,)) for name in ("lat", "lon", "other_lat", "other_lon")),
        DISTANCE,
        "great-circle distance of two places given in decimal degrees",
    ),
    Function(
        "time_of",
        (Parameter("instant", (INSTANT,)), Parameter("zone", (ZONE,), spread=True)),
        TIME,
        "time of day in a zone, or in each of several zones",
        keeps_personal=True,
    ),
    Function(
        "date_of",
        (Parameter("instant", (INSTANT,)), Parameter("zone", (ZONE,), optional=True)),
        DATE,
        "calendar date in a zone; without one, in the policy's",
        keeps_personal=True,
    ),
    Function("zone_of", _one("country", COUNTRY), ZONE, "a country's only or main time zone"),
    Function("years_between", (Parameter("from", (DATE,)), Parameter("to", (DATE,))), INTEGER, "completed years"),
    Function("domain_of", _one("address", DOMAIN, URL, TEXT), DOMAIN, "domain of a mail address, a URL or a host name"),
    Function("org_domain", _one("address", DOMAIN, URL, TEXT, entity("user")), DOMAIN, "registrable domain, by public suffix"),
    Function("host_of", _one("url", URL), DOMAIN, "host of a URL"),
    Function("mail_stem", _one("email", TEXT), TEXT, "mail address without dots and `+tag`, for folding", keeps_personal=True),
    Function("fold", _one("text", TEXT), TEXT, "lower case without accents, spaces made one", keeps_personal=True),
    Function(
        "decoded",
        _one("text", PATH, URL, TEXT),
        TEXT,
        "text with its percent-escapes resolved, those within escapes too, and blanks for plus signs",
        keeps_personal=True,
    ),
    Function("path_template", _one("path", PATH, URL, TEXT), PATH, "path with ids replaced by `{id}`"),
    Function(
        "header",
        (Parameter("raw", (TEXT,)), Parameter("name", (TEXT,))),
        TEXT,
        "value of a mail header; null if there is none",
        keeps_personal=True,
    ),
    Function(
        "secrets",
        _one("text", TEXT),
        array(TEXT),
        "what the keys and passwords are that a text gives away, such as `github token` or `password`; what is made up, or blacked"
        " out, or only says where a key is kept, is none",
        cost="medium",
    ),
)

_CONTENT: Final = (
    _content(
        "spam", _one("text", TEXT), _SCORED, "whether a short message (SMS, chat) is spam; spans: the words that speak for it"
    ),
    _content(
        "spam_mail",
        (Parameter("subject", (TEXT,)), Parameter("body", (TEXT,)), Parameter("headers", (TEXT,), optional=True)),
        _SCORED,
        "whether a mail is spam, by subject, text and, if they are given, its headers; spans: the words that speak for it",
    ),
    _content(
        "phishing_mail",
        (Parameter("subject", (TEXT,)), Parameter("body", (TEXT,)), Parameter("headers", (TEXT,), optional=True)),
        _SCORED,
        "whether a mail wants a password, a payment or data under a name that is not its sender's, by its words, who writes, and"
        " where its links lead; spans: the words and `{signs}` that speak for it",
    ),
    _content(
        "harm",
        _one("text", TEXT),
        _record(
            score=SHARE,
            **{"class": TEXT},
            spans=TEXT,
            hate=SHARE,
            harassment=SHARE,
            threat=SHARE,
            violence=SHARE,
            sexual=SHARE,
            self_harm=SHARE,
        ),
        "how surely a text is harmful (score), and each sort by itself; class: the surest of these, such as `hate` or `self_harm`",
    ),
    _content(
        "request_attack",
        _one("text", PATH, URL, TEXT),
        _CLASSED,
        "whether a path, query or parameter attacks: class `sql injection`, `cross-site scripting`, `path traversal` or"
        " `command injection`",
    ),
    _content(
        "robots_allow",
        (Parameter("robots", (TEXT,)), Parameter("agent", (TEXT,)), Parameter("path", (PATH, URL, TEXT))),
        TRUTH,
        "whether the text of a robots.txt leaves a page open to a crawler of that name or `User-Agent` (RFC 9309)",
    ),
    Function(
        "language",
        (Parameter("text", (TEXT,)),),
        TEXT,
        "in which language a text is, such as `en`, by ISO 639; null of what is too short, or in none that can be told; needs the"
        " extra `languages`",
        content=True,
        cost="dear",
        extra="languages",
    ),
    _content(
        "crawler",
        _one("agent", TEXT),
        _SCORED,
        "whether a `User-Agent` is of a program that works by itself, as crawlers, monitors and libraries do; no browser, no app",
    ),
    _content(
        "phishing_link",
        _one("link", URL, TEXT),
        _SCORED,
        "whether a link is built as those of phishing are, by host, path and query, without any list",
    ),
    _content(
        "personal_data",
        _one("text", TEXT),
        array(TEXT),
        "what a text tells of people, such as `card number`, `IBAN`, `mail address`, `phone number` or a register's number",
    ),
    _content("near", _one("text", TEXT), HASH, "one value for texts that are nearly the same"),
    _content("quoted", _one("text", TEXT), TEXT, "the part of a message that it quotes", keeps_personal=True),
    _content("one_time_code", _one("text", TEXT), _SCORED, "whether the text hands over a one-time code"),
    _content("shape", _one("text", TEXT), TEXT, "the text with names, numbers and links replaced by marks"),
    _content("offers_emergency", _one("text", TEXT), _SCORED, "whether the text offers a way to emergency help"),
    _content("page_text", _one("page", TEXT), TEXT, "the visible text of a stored page"),
    _content("offers_resale", _one("page", TEXT), _SCORED, "whether a stored page offers the service for resale"),
    _content("instructs_abuse", _one("text", TEXT), _SCORED, "whether the text tells how to break in or do harm"),
    Function(
        "near_hash",
        (Parameter("content", (TEXT, HASH)),),
        HASH,
        "perceptual hash (PDQ) of a stored image, which stays nearly the same when the image is made smaller or packed anew; null"
        " of what is no image, or has too little in it; needs the extra `images`",
        content=True,
        cost="dear",
        extra="images",
    ),
    Function(
        "image_listed",
        (Parameter("content", (TEXT, HASH)),),
        _record(entry=TEXT, distance=INTEGER),
        "the nearest image in the operator's list of hashes, and in how many of 256 bits it differs, 31 at most; null if none is"
        " as near; needs the extra `images`",
        content=True,
        cost="dear",
        extra="images",
    ),
    _content("grooming", _one("text", TEXT), _SCORED, "whether the text courts a minor"),
    _content(
        "lookalike",
        _one("name", DOMAIN, URL, TEXT),
        _CLASSED,
        "whether a host imitates a well-known name (spans): class `homograph`, `subdomain`, `slip`, `combined` or `beside`",
    ),
    _content(
        "numbering",
        (Parameter("number", (PHONE,)), Parameter("place", (COUNTRY,), optional=True)),
        _record(country=COUNTRY, type=TEXT, status=TEXT),
        "what the public numbering plans say of a number with `+`, or of one as it is dialled in a place: its country; its type,"
        " such as `mobile`, `fixed`, `premium`, `shared cost`, `toll free` or `voip`; its status: `assigned`, `unassigned`,"
        " `too short`, `too long` or `no country`",
    ),
    _content(
        "caller_id",
        (Parameter("number", (PHONE,)), Parameter("called", (PHONE,), optional=True)),
        _CLASSED,
        "whether a number that a call shows can be nobody's, or may not be shown: class `emergency number`, `no country`,"
        " `no number`, `too long`, `too short`, `called number`, `premium`, `unassigned`, `one figure` or `not dialable`",
    ),
    _content(
        "emergency",
        (Parameter("number", (PHONE, TEXT)), Parameter("place", (COUNTRY,))),
        TRUTH,
        "whether a number leads to emergency help for whoever dials it in a country; null where nobody knows",
    ),
    _content("zones_of", _one("number", PHONE), array(ZONE), "the time zones in which a number may ring, by its country and area"),
    _content(
        "passport",
        _one("identity", TEXT),
        _record(signer=TEXT, attestation=TEXT, caller=PHONE, issued=INSTANT, origin=TEXT),
        "what the PASSporT in a SIP Identity header claims (RFC 8225, RFC 8588), none of it verified; signer: where its"
        " certificate lies; null if it is none",
    ),
    _content(
        "passport_checked",
        (
            Parameter("identity", (TEXT,)),
            Parameter("certificates", (TEXT,)),
            Parameter("caller", (PHONE,)),
            Parameter("called", (PHONE,)),
            Parameter("at", (INSTANT,)),
        ),
        _record(fault=TEXT, attestation=TEXT, provider=TEXT),
        "what is wrong with a PASSporT of a call placed at that time (`fault`, empty if nothing), by the signer's certificates"
        " in PEM, the last of which is trusted: `malformed`, `algorithm`, `extension`, `info`, `certificate`, `out of date`,"
        " `signature`, `authority`, `stale`, `caller` or `called`; and what a sound one attests",
    ),
    _content(
        "header_faults",
        _one("headers", TEXT),
        array(TEXT),
        "what is wrong in a mail's header block: `no author`, `no date`, `field twice`, `no field` (a line that is none),"
        " `hidden line break`, `name of another` (the author's name is an address of another domain), `loop` or"
        " `hops back in time`",
    ),
    _content(
        "file_type",
        _one("content", TEXT, HASH),
        TEXT,
        "what sort of file stored content is, by its bytes, such as `pdf`, `exe`, `docx`, `zip`, `text` or `data` (unknown)",
    ),
    _content(
        "file_faults",
        (Parameter("content", (TEXT, HASH)), Parameter("name", (TEXT, PATH), optional=True), Parameter("type", (TEXT,), True)),
        array(TEXT),
        "what is wrong with stored content and all that lies in it: `test virus`, `macro`, `active content`, `program in archive`,"
        " `script in archive`, `disguised` (a program whose name is a document's), `other type` (than the name or declared type"
        " says), `polyglot`, `path escape`, `bomb`, `nested` (too deep), `encrypted`, `corrupt`, `too large`, `not opened` (an"
        " archive of a sort that is not looked into) or `unreadable`",
    ),
    Function(
        "signatures",
        (Parameter("content", (TEXT, HASH)),),
        array(TEXT),
        "the names of the YARA rules that stored content matches, or a piece of what lies in it: those of bylaws and those of the"
        " operator's folder; needs the extra `files`",
        content=True,
        cost="dear",
        extra="files",
    ),
    _content(
        "forged_origin",
        (Parameter("headers", (TEXT,)), Parameter("client", (IP,))),
        _CLASSED,
        "whether a mail's headers lie about where it comes from: class `forged` (they show another sender), `forged_received` (it"
        " cannot have come that way), `authentic` (the server that took it from that address found it true) or `unknown`",
    ),
    _content(
        "authentication",
        (Parameter("headers", (TEXT,)), Parameter("server", (TEXT,), optional=True)),
        _record(spf=TEXT, dkim=TEXT, arc=TEXT, dmarc=TEXT),
        "what the own mail server found of a mail (RFC 8601), such as `pass` or `fail`: the one of that name, or without a name"
        " the one that took it last; what others wrote does not count",
    ),
    _content(
        "arp",
        _one("frame", TEXT),
        _record(sender_ip=IP, sender_mac=TEXT, target_ip=IP, target_mac=TEXT, gratuitous=TRUTH),
        "the fields of an ARP frame",
    ),
    _content("component_of", _one("address", IP), TEXT, "the monitored component behind an address"),
    _content("tool_url", _one("address", IP), URL, "where the tool that is used from an address was fetched"),
    _content("open_ports", _one("address", IP), array(INTEGER), "ports of an address that answer"),
    _content("verified_aliases", _one("account", entity("account")), array(TEXT), "addresses an account may write from"),
)

FUNCTIONS: Final[dict[str, Function]] = {function.name: function for function in (*_PURE, *_CONTENT)}

BUILT: Final = frozenset(
    (
        "authentication",
        "caller_id",
        "crawler",
        "emergency",
        "file_faults",
        "file_type",
        "forged_origin",
        "harm",
        "header_faults",
        "image_listed",
        "language",
        "lookalike",
        "near",
        "near_hash",
        "numbering",
        "passport",
        "passport_checked",
        "personal_data",
        "phishing_link",
        "phishing_mail",
        "quoted",
        "request_attack",
        "robots_allow",
        "shape",
        "signatures",
        "spam",
        "spam_mail",
        "zones_of",
    )
)
"""The content functions that this bylaws has: those that `bylaws.content` implements."""
