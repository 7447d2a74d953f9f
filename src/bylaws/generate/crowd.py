"""The honest crowd: people who do with good reason, and in moderation or as it is allowed, what is abuse where it is not.

The truth has them in a band of their own, for what they did was nothing; a rule that is stricter than the obvious finds some of
them all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from bylaws.generate.abuse import (
    answers_for_others,
    calls_to_hate,
    cries_for_help,
    disguised_letters,
    emergency_promised,
    failed_checks,
    forms_sent,
    harmful_files,
    impossible_travel,
    keys_posted,
    left_open,
    lent_numbers,
    lewd_posts,
    listed_called,
    listed_files,
    listening_interface,
    missing_pages,
    names_imitated,
    night_calls,
    not_shut,
    off_platform_contact,
    phishing_links,
    records_altered,
    referred_groundless,
    replies_elsewhere,
    secrets_opened,
    told_unapproved,
    two_places,
    unlogged_changes,
    unruly_users,
)
from bylaws.generate.abuse.pieces import attempt, request
from bylaws.generate.abuse.protocol import Abuse, Act
from bylaws.generate.scene import MINUTE, SECOND, Scene

LIMITS: Final = (0.3, 0.8)
"""Between these multiples of the obvious number lies what somebody never exceeds."""


class Habit(Struct, frozen=True):
    """Who does so much of it, and with about how many events; `how`, if not as the abusers do.

    `least` is the smallest multiple of the obvious number.
    """

    who: str
    cost: float
    how: Callable[[Scene, float], Act] | None = None
    least: float = 0.01

    def act(self, abuse: Abuse, scene: Scene, amount: float) -> Act:
        return (self.how or abuse.commit)(scene, amount)

    def multiple(self, random: Random) -> float:
        """Of the obvious number. Twice as much is half as frequent (Zipf's law), up to a limit of one's own."""
        return 1 / random.uniform(1 / random.uniform(*LIMITS), 1 / self.least)


def _forgetful(scene: Scene, amount: float) -> Act:
    """So many wrong passwords before the right one."""
    ip, login = scene.outsider(), f"user-{scene.name}"
    *wrong, last = scene.spread(int(amount) + 1, 8 * MINUTE)
    return Act(ip, [*(attempt(at, ip, login) for at in wrong), attempt(last, ip, login, right=True)])


def _monday(scene: Scene, amount: float) -> Act:
    """So many people behind one address, each of whom errs once."""
    ip = scene.outsider()
    logins = [(at, f"user{turn}-{scene.name}") for turn, at in enumerate(scene.spread(int(amount), 54 * MINUTE))]
    return Act(ip, [attempt(at + pause, ip, login, right=bool(pause)) for at, login in logins for pause in (0, 9 * SECOND)])


def _many_pieces(scene: Scene, amount: float) -> Act:
    ip = scene.outsider()
    return Act(ip, [request(at, ip, f"/static/part-{turn}.js") for turn, at in enumerate(scene.spread(int(amount), 9 * SECOND))])


HABITS: Final[Mapping[str, Habit]] = MappingProxyType(
    {
        "port-scan": Habit("a client that looks for a service whose port has changed", 4),
        "host-sweep": Habit("a monitor of machines that are switched off", 4),
        "password-guessing": Habit("somebody who has forgotten a password", 2.5, _forgetful),
        "password-spraying": Habit("an office on Monday", 4, _monday),
        "login-hammering": Habit("a script that signs in anew for each command", 2),
        "request-flood": Habit("a page of many pieces", 20, _many_pieces),
        "packet-flood": Habit("a camera whose viewer has gone", 12),
        "mail-bombing": Habit("a tracker that writes to one engineer about each fault", 5),
        "harvesting": Habit("a reader of the directory", 12),
        "hard-crawling": Habit("a browser that fetches ahead", 7),
        "rules-unread": Habit("a preview of what people link to", 4),
        "attack-payloads": Habit("a developer who looks for what a book on security says", 1.3, least=0.05),
        "bulk-sign-ups": Habit("a family or a small firm with one device", 1.5, least=0.05),
        "reselling": Habit("an agency that works with its clients, and bills them", 2.2),
        "unasked-bulk": Habit("a club that invites its members", 2),
        "complaints": Habit("a mailing of which somebody complains", 1600, least=0.1),
        "machine-texts": Habit("a quick typist", 4),
        "codes-for-others": Habit("somebody who joins a few services", 1.5, least=0.05),
        "foreign-sources": Habit("a tunnel that leaks", 7, least=1 / 600),
        "foreign-flows": Habit("a tunnel that leaks", 4, least=1 / 120),
        "borrowed-caller": Habit("an exchange on which a number was mistyped", 1.5, least=0.05),
        "range-pumping": Habit("a listener who rings a quiz", 5),
        "lines-at-once": Habit("a firm that calls a costly helpline", 15),
        "lopsided-talk": Habit("a family with somebody at sea", 6),
        "nuisance-calls": Habit("somebody who redials while it is engaged", 3),
        "people-exported": Habit("a salesman who takes his contacts along", 8),
        "opt-out-ignored": Habit("a campaign that was under way when somebody said no", 5),
        "quota-dodging": Habit("a firm with an account for each of its shops", 40),
        "chargebacks": Habit("a shop whose parcels get lost", 250, least=0.1),
        "impossible-travel": Habit("somebody who travels with a machine at either end", 2, impossible_travel.fly),
        "answers-for-others": Habit("two firms that share an address", 3, answers_for_others.share, least=0.05),
        "left-open": Habit("a trap for burglars, announced", 1.2, left_open.invite, least=0.05),
        "not-shut": Habit("a trap for burglars, announced", 4, not_shut.invite, least=0.05),
        "records-destroyed": Habit("an archive that destroys what has had its time", 4, least=0.2),
        "under-age": Habit("grown-ups of all ages", 1, least=0.2),
        "off-platform-contact": Habit("somebody who writes to friends", 1, off_platform_contact.keep_in_touch, least=0.05),
        "weak-passwords": Habit("somebody for whom a program chooses passwords", 1, least=0.1),
        "rung-once": Habit("a taxi firm that rings once at the door", 13),
        "own-delivery": Habit("a firm with a mail server of its own", 3),
        "replies-elsewhere": Habit("a letter that left elsewhere, and that people like to answer", 4, replies_elsewhere.read),
        "emergency-promised": Habit("an announcement that says where help is to be had", 1.2, emergency_promised.warn, least=0.05),
        "emergency-route": Habit("a home for the old", 2, least=0.02),
        "crowding-out": Habit("a backup larger than that of the day before", 25, least=0.05),
        "bills-of-offenders": Habit("a household that pays for its members", 2.5, least=0.05),
        "lent-numbers": Habit("a firm whose branches call from its number", 3.5, lent_numbers.by_day, least=0.05),
        "unruly-users": Habit("a large firm with a few bad apples", 161, unruly_users.large, least=0.05),
        "told-unapproved": Habit("a desk that has its letters approved", 1.2, told_unapproved.approved, least=0.05),
        "referred-groundless": Habit("a desk that keeps its papers", 1.2, referred_groundless.in_order, least=0.05),
        "secrets-opened": Habit("somebody who hands out leaflets", 1.2, secrets_opened.leaflets, least=0.05),
        "phishing-links": Habit("a desk that warns of such a host", 1.5, phishing_links.warn, least=0.05),
        "harmful-files": Habit("a firm that stores what it builds", 1.2, harmful_files.built, least=0.05),
        "listed-files": Habit("somebody who stores pictures", 1.1, listed_files.unlisted, least=0.05),
        "rival-takes-stock": Habit("a competitor who tries the service", 8),
        "old-vendor-terms": Habit("a customer who has not yet read the new terms", 3),
        "child-data-kept": Habit("a deletion in several stores", 2),
        "guardian-unanswered": Habit("a letter that came on a Friday", 2),
        "second-factor-late": Habit("a new customer who has other things to do first", 2),
        "silent-agent": Habit("a machine that starts anew after an update", 1),
        "listening-interface": Habit("a host that carries its owner's machines", 1.2, listening_interface.bridge, least=0.05),
        "keys-posted": Habit("somebody who writes a manual", 1.2, keys_posted.explain, least=0.05),
        "night-calls": Habit("a machine that reminds people of appointments at noon", 1.5, night_calls.by_day, least=0.05),
        "listed-called": Habit("a machine that calls who is on no list", 1.2, listed_called.others, least=0.05),
        "failed-checks": Habit("a safeguard that holds", 1.2, failed_checks.passed, least=0.05),
        "records-altered": Habit("a bookkeeper who corrects an entry", 2.4, records_altered.correct, least=0.05),
        "unlogged-changes": Habit("a bookkeeper whose entries all stand in the log", 1.2, unlogged_changes.logged, least=0.05),
        "opt-out-called": Habit("a round of calls that was under way when somebody said no", 4),
        "two-places": Habit("a screen at the office that is still on", 2, two_places.at_home),
        "over-plan": Habit("a customer who uses the plan", 6),
        "terms-unshown": Habit("somebody who comes back after a while, and a notice that is not up yet", 2),
        "question-unanswered": Habit("a question that waits for whoever is on holiday", 2),
        "report-unacknowledged": Habit("a report that came before the holidays", 2),
        "help-withheld": Habit("a customer who helps in good time", 2),
        "decision-untold": Habit("a letter that somebody reads over first", 2),
        "regulator-untold": Habit("a breach that is looked into before it is told", 3),
        "people-untold": Habit("a breach of which it must be found out whose data they were", 3),
        "safeguard-unchecked": Habit("a check done before its day", 2),
        "case-unfinished": Habit("a case that takes some asking", 2),
        "missing-pages": Habit("a reader of an old index", 14, missing_pages.follow),
        "forms-sent": Habit("an office that comes to work", 11, forms_sent.office),
        "names-imitated": Habit("somebody who sets up names of one's own", 1.2, names_imitated.own_names, least=0.05),
        "claims-upheld": Habit("somebody who once took a picture that was not free", 2.2, least=0.05),
        "claim-unheard": Habit("a claim that a lawyer looks at first", 2),
        "listed-names": Habit("a namesake, older by years", 1, least=0.025),
        "cries-for-help": Habit("somebody who exaggerates", 1.2, cries_for_help.sayings, least=0.05),
        "calls-to-hate": Habit("somebody who uses strong words about nobody", 1.2, calls_to_hate.chatter, least=0.05),
        "lewd-posts": Habit("somebody who writes of hot soup and naked walls", 1.2, lewd_posts.small_talk, least=0.05),
        "disguised-letters": Habit("a shop that writes about orders", 14, disguised_letters.receipts),
    }
)
"""By sort of abuse the honest who come near it; where it is wrong in kind, those who do the same as it is allowed."""
