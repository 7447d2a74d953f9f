"""Requests to the portal."""

from __future__ import annotations

from typing import Final

from bylaws.generate.everyday.rows import Rows, stamps
from bylaws.generate.everyday.world import client

AGENTS: Final = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:134.0) Gecko/20100101 Firefox/134.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.2 Safari/605.1.15",
    "FeedReader/4.2 (+https://reader.example)",
)
PAGES: Final = ("/", "/tariffs", "/help", "/status", "/account", "/account/calls?page={n}", "/numbers/{n}", "/blog/{n}")
FILES: Final = ("/static/{n}.css", "/static/{n}.js", "/img/{n}.png")


def requests(rows: Rows) -> list[str]:
    columns = zip(stamps(rows.time), rows.accounts, rows.ranks, rows.upto(30), rows.upto(1000), strict=True)
    return [_request(*each) for each in columns]


def _request(at: str, account: str, who: int, page: int, dice: int) -> str:
    path = (PAGES[dice % 8] if dice % 3 else FILES[dice % 9 // 3]).replace("{n}", str(page))
    posted = dice % 40 == 0
    return (
        f'"at":"{at}","account":"{account}","user":"{account}","ip":"{client(who)}","user_agent":"{AGENTS[(who + dice) % 4]}",'
        f'"method":"{"POST" if posted else "GET"}","host":"portal.northwind.example","path":"{path}",'
        f'"status":{200 if dice % 25 else 404},"bytes_in":{200 + dice},'
        f'"bytes_out":{900 + page * 311},"latency_ms":{3 + dice % 90}}}'
    )
