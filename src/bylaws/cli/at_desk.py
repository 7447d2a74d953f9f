"""What every verb of the desk is told: which database, under which policy, and who acts."""

from __future__ import annotations

import getpass
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from bylaws.cli.policies import program_of
from bylaws.desk.desk import Desk, Policy
from bylaws.enforce.people import Actor, Subject
from bylaws.store.around import Mode
from bylaws.store.store import Store, open_store
from bylaws.study.request import UsageError

NOWHERE = "which desk? name its database by --desk, or by BYLAWS_DESK: a file, or an address such as postgresql://desk@db/desk"


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Where:
    """Which desk.

    Parameters
    ----------
    desk
        the desk's database: a file, made if it is not there, or an address of PostgreSQL; by default BYLAWS_DESK
    provider
        whose part of it
    """

    desk: str = ""
    provider: str = "provider"

    def store(self) -> Store:
        where = self.desk or os.environ.get("BYLAWS_DESK", "")
        if not where:
            raise UsageError(NOWHERE)
        return open_store(where, self.provider)


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Who:
    """Who acts.

    Parameters
    ----------
    as_
        your name, as the record is to say it; by default that of the system's user
    role
        a role that you hold, such as reviewer, senior or counsel; may be given several times
    stepped_up
        you have just proved again who you are, by a second means
    """

    as_: Annotated[str, Parameter(name="--as")] = ""
    role: list[str] = field(default_factory=list)
    stepped_up: bool = False

    @property
    def actor(self) -> Actor:
        return Actor(self.as_ or getpass.getuser(), tuple(self.role), stepped_up=self.stepped_up)


def now() -> int:
    """Microseconds since 1970 UTC."""
    return time.time_ns() // 1000


def desk_of(where: Where, policy: Path, mode: Mode = "shadow") -> Desk | None:
    """The desk under a policy; None, with the errors shown, if that does not compile."""
    program = program_of(policy)
    return None if program is None else Desk(where.store(), Policy(program), now, mode)


def subject_of(words: str) -> Subject:
    """`account:a1` as a subject."""
    sort, colon, name = words.partition(":")
    if not colon or not sort or not name:
        raise UsageError(f"`{words}` names nobody: say a sort and a name, such as account:a1 or ip:192.0.2.1")
    return Subject(sort, name)
