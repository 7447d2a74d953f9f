"""From where on an abuse is obvious, in one table, each number with its reason.

The numbers are what somebody in the trade would call obvious. They are the generator's own and come from no policy: intensities
are multiples of them, and the bands of the truth are bands of these multiples.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct


class Obvious(Struct, frozen=True):
    """From `number` of `what` on an abuse is obvious, for that `reason`. `whole`: there are no fractions of it."""

    number: float
    what: str
    reason: str
    whole: bool = True

    def amount(self, intensity: float) -> float:
        """So many times the number; of what is whole, rounded such that the intensity stays in its band."""
        amount = self.number * intensity
        if not self.whole:
            return amount
        return float(-(-amount // 1)) if intensity >= 1.5 else float(max(1, amount // 1))


OBVIOUS: Final[Mapping[str, Obvious]] = MappingProxyType(
    {
        "port-scan": Obvious(100, "ports of one machine tried in 10 minutes", "the fast mode of the usual scanner tries 100 ports"),
        "host-sweep": Obvious(
            100, "machines tried at one port in 10 minutes", "no program has ten unanswered peers a minute; 100 are most of a /25"
        ),
        "password-guessing": Obvious(
            20, "failures at one login from one address in 10 minutes", "logins lock at 5 or 10; nobody forgets a password 20 times"
        ),
        "password-spraying": Obvious(
            40, "logins failed at from one address in an hour", "a shared address of a few hundred people fails at a dozen"
        ),
        "login-hammering": Obvious(
            40, "hasty connections to one sign-in port in 10 minutes", "4 a minute all along; backups and tools make one or two"
        ),
        "request-flood": Obvious(
            500, "requests from one address in 10 seconds", "50 a second is where web servers' own guards begin"
        ),
        "packet-flood": Obvious(
            1_200_000, "unanswered packets to one machine in a minute", "20,000 a second is the usual alarm of flood detectors"
        ),
        "mail-bombing": Obvious(120, "messages to one person in an hour", "two a minute all along cannot be read"),
        "harvesting": Obvious(300, "different pages in an hour from one address", "five a minute all along; readers pause"),
        "hard-crawling": Obvious(180, "pages in a minute from one address", "three a second; polite crawlers wait between pages"),
        "rules-unread": Obvious(
            100,
            "pages taken in a day by a crawler that never read robots.txt",
            "RFC 9309 has crawlers read it before anything else",
        ),
        "attack-payloads": Obvious(6, "attacks in addresses in 10 minutes", "one is a slip or a search, six are a tool"),
        "bulk-sign-ups": Obvious(10, "accounts opened on one device in a day", "families and small firms open three or four"),
        "impossible-travel": Obvious(1000, "km/h between two uses of a seat", "airliners cruise at about 900", whole=False),
        "quota-dodging": Obvious(
            2, "allowances used by accounts of one payer, each within its own", "twice the plan for nothing", whole=False
        ),
        "reselling": Obvious(
            20, "firms whose people work on one account in a month", "partners share with a few, agencies with ten"
        ),
        "unasked-bulk": Obvious(
            300, "people sent promotion in a day without consent", "no circle of acquaintances has 300 members"
        ),
        "complaints": Obvious(8, "complaints of 1,600 people reached", "large mail relays halt a sender at one complaint in 200"),
        "opt-out-ignored": Obvious(
            14, "days after the wish to be left alone", "ten business days are the longest that laws give in the US", whole=False
        ),
        "machine-texts": Obvious(100, "texts in an hour from a number for talk", "nobody types two a minute for an hour"),
        "codes-for-others": Obvious(10, "services whose sign-in codes reach one number in a week", "people join one or two a week"),
        "answers-for-others": Obvious(
            20, "times in 10 minutes that a machine claims another's address", "a mistaken setting is told once; tools repeat it"
        ),
        "foreign-sources": Obvious(
            600, "packets in a minute from addresses of others", "ten a second all along; a tunnel that leaks loses a few"
        ),
        "foreign-flows": Obvious(
            120, "conversations in a minute from addresses of others", "two a second all along; a tunnel that leaks loses a few"
        ),
        "not-shut": Obvious(
            7, "days for which a resolver stayed open after it was found so", "a week is what a locksmith takes", whole=False
        ),
        "left-open": Obvious(4, "tests, an hour apart, that found a resolver open", "one may fall into its setting up"),
        "borrowed-caller": Obvious(10, "calls in a day that show a number of others", "once is a typing error; ten are a habit"),
        "range-pumping": Obvious(100, "calls of one length to a premium range in an hour", "a line that dials without a pause"),
        "lines-at-once": Obvious(40, "costly calls of one customer that go on at once", "a trunk line of an exchange carries 30"),
        "lopsided-talk": Obvious(1440, "minutes in a day to a satellite range", "a line that is busy around the clock"),
        "nuisance-calls": Obvious(40, "calls from one number to one other in an hour", "redialling every 90 seconds all along"),
        "people-exported": Obvious(20_000, "rows of personal data taken out in a day", "a town's worth; daily work takes hundreds"),
        "records-destroyed": Obvious(
            1, "the time for which a record must be kept over its age when it was destroyed", "the period is the law's", whole=False
        ),
        "under-age": Obvious(1, "eighteen years over the stated age", "eighteen is full age nearly everywhere", whole=False),
        "off-platform-contact": Obvious(2, "decoy addresses written to", "one may be chance, two were copied"),
        "weak-passwords": Obvious(
            1, "40 bits over the strength of the password", "40 bits are guessed offline in minutes", whole=False
        ),
        "terms-unshown": Obvious(
            30,
            "days for which terms had been in force unseen",
            "telephone law (EECC, Article 105) gives a month's notice",
            whole=False,
        ),
        "question-unanswered": Obvious(
            14, "days until the answer", "the EU's code of good administration has letters acknowledged in two weeks", whole=False
        ),
        "report-unacknowledged": Obvious(
            7, "days until a word to who reported", "the EU's directive on whistle-blowers gives seven days", whole=False
        ),
        "help-withheld": Obvious(
            1, "the time that was given, until the help came", "the day was named with the request", whole=False
        ),
        "decision-untold": Obvious(
            24,
            "hours until the customer hears of a decision",
            "the Digital Services Act wants the reasons on the same day",
            whole=False,
        ),
        "regulator-untold": Obvious(72, "hours until the regulator hears", "the GDPR gives 72 (Article 33)", whole=False),
        "people-untold": Obvious(
            30, "days until the people concerned hear", "the shortest time that laws of US states give", whole=False
        ),
        "safeguard-unchecked": Obvious(
            1, "the time from check to check, until the next", "the day was set at the last check", whole=False
        ),
        "case-unfinished": Obvious(
            56,
            "days until the end of a case",
            "after eight weeks the ombudsman hears who complains of a telephone firm",
            whole=False,
        ),
        "rung-once": Obvious(300, "people rung once and dropped in an hour", "no hand rings five people a minute for an hour"),
        "own-delivery": Obvious(
            60, "mail servers to which one machine delivers in an hour", "one a minute; firms write to a handful"
        ),
        "replies-elsewhere": Obvious(
            100,
            "people who answer in a day what another carried and complains of",
            "if one reader in a hundred answers, they are 10,000 letters",
        ),
        "emergency-promised": Obvious(4, "promises of help in an emergency in a day", "one may be a quotation; four are an offer"),
        "emergency-route": Obvious(
            40, "numbers that call 112 through one account in a day", "in the EU they are those of 25,000 people"
        ),
        "crowding-out": Obvious(
            10,
            "times what a customer usually takes of a part that falters meanwhile",
            "no business grows tenfold in a day",
            whole=False,
        ),
        "bills-of-offenders": Obvious(
            6, "customers found to have broken rules, whose bills one other pays", "families pay for two or three"
        ),
        "lent-numbers": Obvious(
            6, "customers found to have broken rules, who called from numbers of one other", "branches of a firm are two or three"
        ),
        "unruly-users": Obvious(10, "of 40 people who break rules, though their firm was told", "a quarter is no bad apple"),
        "told-unapproved": Obvious(4, "disclosures in a day that nobody approved", "one is a slip of the pen; four are a habit"),
        "referred-groundless": Obvious(
            4, "referrals in a day without ground or approval", "one is a slip of the pen; four are a habit"
        ),
        "secrets-opened": Obvious(4, "secret papers opened to everybody in a day", "one is a slip of the hand; four are a habit"),
        "phishing-links": Obvious(
            10, "mails in an hour that lead to a host reported for phishing", "one is passed on with a question; ten are a campaign"
        ),
        "harmful-files": Obvious(4, "files in a day that every scanner knows", "one came along with others; four are a collection"),
        "listed-files": Obvious(2, "files that a hotline has listed", "one digest may stand in the list by mistake; two do not"),
        "rival-takes-stock": Obvious(40_000, "rows taken out in a day by a competitor", "a trial takes hundreds"),
        "old-vendor-terms": Obvious(
            30, "days for which the vendor had had other terms", "vendors of add-ons give a month, as a rule", whole=False
        ),
        "child-data-kept": Obvious(
            30, "days until what is known of a child is deleted", "the GDPR gives a month (Article 12)", whole=False
        ),
        "guardian-unanswered": Obvious(7, "days until parents are answered", "no school lets parents wait for a week", whole=False),
        "second-factor-late": Obvious(
            45, "days until a second factor is switched on", "the largest host of programs gives 45 days", whole=False
        ),
        "silent-agent": Obvious(60, "minutes of silence of a guard", "an hour outlasts every restart", whole=False),
        "listening-interface": Obvious(
            4, "times in a day that a card was found listening to all", "one looks for a fault; four are a habit"
        ),
        "keys-posted": Obvious(4, "passwords or keys posted in a day", "one is a slip of the hand; four are a habit"),
        "night-calls": Obvious(20, "calls of a machine in one night", "one has the wrong clock; twenty are a campaign"),
        "listed-called": Obvious(4, "calls in a day to numbers on a public list", "one may be listed since this morning"),
        "failed-checks": Obvious(4, "checks in a day that a safeguard failed", "one is what checks are for; four are left so"),
        "records-altered": Obvious(4, "records overwritten in a day", "one is a slip of the hand; four are a habit"),
        "unlogged-changes": Obvious(
            4, "records in a day that were changed beside their log", "one may come of a restored backup; four are a habit"
        ),
        "opt-out-called": Obvious(
            14, "days after the wish not to be called", "ten business days are the longest that laws give in the US", whole=False
        ),
        "two-places": Obvious(
            60, "minutes for which a seat is in use in two cities", "a session left open ends after half an hour", whole=False
        ),
        "over-plan": Obvious(2, "allowances used in a month", "twice the plan is no slip", whole=False),
        "missing-pages": Obvious(
            60, "pages in an hour that are not there, asked for by one address", "one a minute all along; dead links are few"
        ),
        "forms-sent": Obvious(
            60, "forms for signing in sent by one address in an hour", "one a minute, and nothing looked at between"
        ),
        "names-imitated": Obvious(
            4, "names set up in a day that imitate well-known ones", "one is chance or a slip of one's own; four are a plan"
        ),
        "claims-upheld": Obvious(
            4,
            "claims of infringement upheld within a year",
            "large platforms close an account at the third; a fourth is past doubt",
        ),
        "claim-unheard": Obvious(
            14,
            "days until whoever a claim of infringement names is heard",
            "US law has what was taken down put back ten business days after it was contradicted (17 USC 512(g))",
            whole=False,
        ),
        "listed-names": Obvious(
            1,
            "one year over the distance between the birth date given and the listed one",
            "birth years in papers are wrong by one, seldom by more",
            whole=False,
        ),
        "cries-for-help": Obvious(4, "posts in a day of somebody who wants to die", "one may be a figure of speech; four are none"),
        "calls-to-hate": Obvious(4, "posts in a day that stir up hatred", "one may be a quotation; four are meant"),
        "lewd-posts": Obvious(4, "public offers of sex in a day", "one may be a joke; four are a trade"),
        "disguised-letters": Obvious(
            300, "letters in a day that advertise and are called transactional", "no circle of acquaintances has 300 members"
        ),
        "chargebacks": Obvious(10, "payments of 250 called back", "card schemes step in at 1 to 2 %; 4 % is twice that"),
    }
)
