"""Messages, what became of them, answers, what people consent to, and addresses that wait for whoever takes them along."""

from __future__ import annotations

from bylaws.generate.everyday.rows import Rows, stamps


def sent(rows: Rows) -> list[str]:
    columns = zip(stamps(rows.time), rows.accounts, rows.ranks, rows.upto(300), rows.upto(1000), strict=True)
    return [_sent(*each) for each in columns]


def _sent(at: str, account: str, who: int, to: int, dice: int) -> str:
    promotion = dice % 4 == 0
    consent = f'"consent_ref":"form-{who}-{to}",' if promotion else ""
    return (
        f'"at":"{at}","account":"{account}","message_id":"m{who}-{at[5:23]}-{dice}","size_bytes":{1000 + dice},"channel":"email",'
        f'"sender":"post@{account}.example","recipients":["r{to}.{who}@mail.example"],"recipient_count":1,"recipient_country":"GB",'
        f'"campaign":"{account}-{at[8:10]}","purpose":"{"promotional" if promotion else "transactional"}",{consent}'
        f'"urls":["https://www.{account}.example/p/{to}"],"automated":{"true" if dice & 1 else "false"}}}'
    )


def results(rows: Rows) -> list[str]:
    columns = zip(stamps(rows.time), rows.accounts, rows.ranks, rows.upto(300), rows.upto(2000), strict=True)
    return [_result(*each) for each in columns]


def _result(at: str, account: str, who: int, to: int, dice: int) -> str:
    outcome = {0: "complaint", 1: "unsubscribe", 2: "unsubscribe"}.get(dice, "bounced" if dice < 30 else "delivered")
    return (
        f'"at":"{at}","account":"{account}","campaign":"{account}-{at[8:10]}","recipient":"r{to}.{who}@mail.example",'
        f'"outcome":"{outcome}"}}'
    )


def received(rows: Rows) -> list[str]:
    columns = zip(stamps(rows.time), rows.accounts, rows.ranks, rows.upto(300), strict=True)
    return [
        f'"at":"{at}","account":"{account}","mailbox_or_number":"post@{account}.example","sender":"r{to}.{who}@mail.example",'
        f'"message_id":"a{who}-{at[5:23]}-{to}"}}'
        for at, account, who, to in columns
    ]


def consents(rows: Rows) -> list[str]:
    """Who says no is one to whom nothing more is written."""
    columns = zip(stamps(rows.time), rows.accounts, rows.ranks, rows.upto(300), rows.upto(10), strict=True)
    return [
        f'"at":"{at}","account":"{account}","subject":"{"r" if dice else "former"}{to}.{who}@mail.example","channel":"email",'
        f'"purpose":"promotional","state":"{"given" if dice else "withdrawn"}","method":"form"}}'
        for at, account, who, to, dice in columns
    ]


def canaries(rows: Rows) -> list[str]:
    columns = zip(stamps(rows.time), rows.accounts, rows.upto(10**9), strict=True)
    return [f'"at":"{at}","address":"k{dice}@canary.example","shown_to":"{account}"}}' for at, account, dice in columns]
