"""Links made by templates, with their truth declared: honest ones, and some of the forms that phishing takes. All synthetic.

Hosts are of lists, where there are some, or of made-up names; paths are all made up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Final, TypeVar

from bylaws.content.urls.phishing import BRANDS

Drawn = TypeVar("Drawn")

_WORDS: Final = """
about news contact products services shop store blog article team company history gallery photo events travel hotel rooms
booking menu recipes kitchen garden design studio architecture music concert tickets school university course students
research library books press media video sports football club league cars parts dealer insurance health clinic doctor dental
care family kids toys fashion shoes jewelry beauty hair wine beer coffee food restaurant pizza delivery city guide map
weather jobs career training support help faq terms privacy category tag page post archive product item collection new sale
summer winter black white red blue green best how to the of and in for with your our free online digital web solutions group
international global local home house real estate property construction build energy solar power water clean industrial
machine tools metal wood paper print art craft bike run fitness yoga hotel spa beach island mountain river lake forest dog
cat horse farm animal nature park church community foundation charity association
"""
_ASKING: Final = """
login signin verify secure account update confirm webscr auth validation billing invoice recovery password wallet support
service customer client access portal online banking mail webmail session identity document review unlock limited suspended
security alert id index home main
"""
_ENDINGS: Final = """
com com com com com com com com com com org net de co.uk fr it nl es pl ru com.br com.au ca ch at se in co.za info eu be dk jp cz
edu gov io biz us fi no gr hu ro ng
"""
_CHEAP: Final = "xyz top club online site info live icu cc ws"
_HOMES: Final = """
000webhostapp.com weebly.com blogspot.com firebaseapp.com web.app wixsite.com godaddysites.com github.io herokuapp.com netlify.app
repl.co glitch.me azurewebsites.net page.link bit.ly sites.google.com docs.google.com forms.gle duckdns.org ngrok.io workers.dev
square.site webnode.com wordpress.com yolasite.com tk ml ga cf gq
"""
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_COMMON_PATHS: Final = (
    "/",
    "/",
    "/",
    "",
    "/{s1}/",
    "/{s3}/",
    "/{w}/{s2}/",
    "/{w}/{v}/{s3}.html",
    "/{w}.html",
    "/{s2}.php",
    "/index.php",
    "/{w}.php?id={n4}",
    "/20{n2}/0{n1}/1{n1}/{s5}/",
    "/en/{w}/{s2}",
    "/blog/{s6}/",
    "/product/{s3}-{n4}",
    "/{w}/{n5}",
)
_RARE_PATHS: Final = (
    "/wp-content/uploads/2020/05/{s2}.pdf",
    "/wp-content/uploads/2020/05/{s2}.jpg",
    "/{w}?{v}={n2}&utm_source={w}",
    "/{w}.htm",
    "/{w}.aspx",
    "/wp-content/themes/{w}/{s2}.svg",
    "/images/{w}/{s2}.png",
    "/media/{w}/{s2}.css",
    "/comments/feed/",
    "/services/{w}/",
    "/contact",
    "/kontakt/",
    "/{W}{V}.aspx",
    "/{w}/{x12}.jpg",
    "/{w}/{v}/{w}/",
    "/account/login",
    "/my-account/",
    "/search?q={w}",
    "/about-us/",
    "/privacy-policy",
)
_HONEST_PATHS: Final = (*_COMMON_PATHS, *_COMMON_PATHS, *_COMMON_PATHS, *_RARE_PATHS)
_PHISHING_PATHS: Final = (
    "/{a}/",
    "/{a}.php",
    "/{a}.html",
    "/{a}.aspx",
    "/{b}/",
    "/{b}/{a}.php?cmd=_{x16}",
    "/{b}/{a}.php?id={x8}",
    "/{b}/{a}.php?email={x16}",
    "/{b}/{a}.php?token={x32}",
    "/wp-content/plugins/{b}/index.php",
    "/wp-includes/{r5}/",
    "/wp-admin/{a}/login.php",
    "/wp-content/themes/{b}/{r4}/",
    "/{r5}/",
    "/{r8}/",
    "/{r12}/",
    "/images/{b}/login.html",
    "/cgi-bin/{a}/index.php",
    "/.well-known/{b}/",
    "/~{w}/{a}/",
    "/new/{x8}/",
    "/{a}/{x32}/login.php",
    "/{a}/{x32}/",
    "/web/{a}.html",
    "/app/{r3}/",
    "/en/{n1}.php",
    "/?email={r20}",
    "/?id={r6}",
    "/?login={r20}",
    "/upload/en.php",
    "/{w}/gateway.html",
    "/xx/index.html",
    "/secure/signin.php",
    "/{r6}/home",
    "/{w}/success.php",
    "/pay/step1",
    "/{W}/{r4}",
    "/{r5}/{W}/{v}",
    "/{W}/index.html",
    "/{r3}",
    "/{r7}",
    "/{w}/{b}/Home.html",
    "/{w}/{b}/log/",
    "/{x6}.html",
    "/{x10}",
    "/{x16}.php",
)


class Templates:
    """`sites`: hosts that are well known; `pages`: such as honest pages are on; `reported`: such as were reported."""

    def __init__(self, sites: Sequence[str], pages: Sequence[str], reported: Sequence[str], seed: int) -> None:
        self._source = Random(seed)
        self._sites, self._pages, self._reported = sites, pages, reported
        self._words, self._asking, self._endings, self._cheap, self._homes = (
            each.split() for each in (_WORDS, _ASKING, _ENDINGS, _CHEAP, _HOMES)
        )

    def honest(self) -> str:
        """Most of a made-up name; nine of ten by https, four of five with `www`, as pages that sites link to are."""
        chance = self._source.random()
        if chance < 0.18:
            site = self._one(self._sites)
            host = site if site.startswith("www.") else self._one(("", "", "www.")) + site
        elif chance < 0.3:
            host = self._one(self._pages)
        else:
            below = self._one(("", "", "", "shop.", "blog.", "m.", "en.", "support.", "news.", "mail.", "cdn."))
            host = ("www." if self._source.random() < 0.8 else below) + self._named()
        return self._scheme(0.92) + host + self._filled(self._one(_HONEST_PATHS))

    def phishing(self) -> str:
        """On reported hosts, hosts that were taken over, hosts of everybody, new names or addresses."""
        chance = self._source.random()
        taken = 0.6 <= chance < 0.72
        host = self._phishing_host(chance)
        path = (
            self._one(_PHISHING_PATHS)
            if taken or self._source.random() < 0.72
            else self._one(("", "/", "/index.html", "/index.php"))
        )
        return self._scheme(0.5) + host + self._filled(path)

    def _phishing_host(self, chance: float) -> str:
        if chance < 0.6:
            return self._one(self._reported)
        if chance < 0.72:
            return self._one(("www.", "")) + self._named()
        if chance < 0.84:
            return self._filled(self._one(("{s2}", "{b}-{a}", "{r9}", "{a}{n2}", "{w}{a}"))).lower() + "." + self._one(self._homes)
        if chance < 0.94:
            below = self._filled(self._one(("{a}.", "{a}-", "{b}.com.", "{b}.com-")))
            name = self._filled(self._one(("{b}-{a}", "{a}{n2}", "{r7}"))).lower()
            return f"{below}{name}.{self._one((*self._endings, *self._cheap))}"
        return ".".join(str(self._source.randrange(1, 255)) for _ in range(4)) + self._one(("", ":8080", ""))

    def _named(self) -> str:
        """A name as small firms have."""
        made = "".join(
            self._one("bcdfghjklmnprstvwz") + self._one("aeiou") + self._one(("", "n", "r", "s", "l"))
            for _ in range(self._one((2, 2, 3)))
        )
        form = self._one(("{w}{v}", "{m}{w}", "{m}", "{w}-{v}", "{m}-{v}", "{w}{v}{m}"))
        return self._filled(form.replace("{m}", made)) + "." + self._one(self._endings)

    def _scheme(self, secure: float) -> str:
        return "https://" if self._source.random() < secure else "http://"

    def _filled(self, form: str) -> str:
        """A form with each part in braces drawn: words, a title of so many (`s3`), or signs (`r5`), such as figures (`n4`)."""
        head, *parts = form.split("{")
        return head + "".join(self._part(part.partition("}")[0]) + part.partition("}")[2] for part in parts)

    def _part(self, part: str) -> str:
        drawn: dict[str, Callable[[], str]] = {
            "w": lambda: self._one(self._words),
            "v": lambda: self._one(self._words),
            "W": lambda: self._one(self._words).title(),
            "V": lambda: self._one(self._words).title(),
            "a": lambda: self._one(self._asking),
            "b": lambda: self._one(BRANDS),
        }
        if part in drawn:
            return drawn[part]()
        count, signs = int(part[1:]), {"r": _LETTERS, "x": "0123456789abcdef", "n": "0123456789"}
        if part[0] == "s":
            return "-".join(self._one(self._words) for _ in range(count))
        return "".join(self._one(signs[part[0]]) for _ in range(count))

    def _one(self, among: Sequence[Drawn]) -> Drawn:
        return self._source.choice(among)
