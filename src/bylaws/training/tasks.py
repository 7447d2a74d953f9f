"""What content functions are judged by, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from bylaws.content.http.attacks import MODELS
from bylaws.content.mail.spam import HEADERS, TEXTS
from bylaws.content.text.harm import ANY, SORTS
from bylaws.training import agents, harm, hosts, images, links, mails, phishing, pii, requests, sms
from bylaws.training.evaluating import Judgement, Watch


class Task(Struct, frozen=True):
    """`about`: what it is, for whoever relies on it. `judgements`: how good it is on a folder of data; `models`: by name how each

    is learnt from such a folder. Both raise OSError and ValueError.
    """

    name: str
    about: str
    judgements: Callable[[Path, Watch], Sequence[Judgement]]
    models: Mapping[str, Callable[[Path], bytes]] = MappingProxyType({})


TASKS: Final = {
    task.name: task
    for task in (
        Task(sms.WAY.name, sms.ABOUT, sms.judgements, {sms.WAY.name: sms.trained}),
        Task(mails.NAME, mails.ABOUT, mails.judgements, {name: partial(mails.trained, name) for name in (TEXTS, HEADERS)}),
        Task(phishing.WAY.name, phishing.ABOUT, phishing.judgements, {phishing.WAY.name: phishing.trained}),
        Task(
            requests.NAME,
            requests.ABOUT,
            requests.judgements,
            {model: partial(requests.trained, name) for name, model in MODELS.items()},
        ),
        Task(agents.WAY.name, agents.ABOUT, agents.judgements, {agents.WAY.name: agents.trained}),
        Task(links.WAY.name, links.ABOUT, links.judgements, {links.WAY.name: links.trained}),
        Task(
            harm.NAME,
            harm.ABOUT,
            harm.judgements,
            {model: partial(harm.trained, sort) for sort, model in {ANY: ANY, **SORTS}.items()},
        ),
        Task(hosts.NAME, hosts.ABOUT, hosts.judgements),
        Task(pii.NAME, pii.ABOUT, pii.judgements),
        Task(images.NAME, images.ABOUT, images.judgements),
    )
}

LEARNT: Final = {name: learn for task in TASKS.values() for name, learn in task.models.items()}
"""All models by name."""
