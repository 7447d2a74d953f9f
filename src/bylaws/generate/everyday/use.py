"""What customers use, take out and keep, and what they are paid."""

from __future__ import annotations

from bylaws.generate.everyday.rows import Rows, stamps


def meters(rows: Rows) -> list[str]:
    columns = zip(stamps(rows.time), rows.accounts, rows.upto(100), strict=True)
    return [
        f'"at":"{at}","account":"{account}","meter":"call_minutes","quantity":{dice / 20},"unit":"min"}}'
        for at, account, dice in columns
    ]


def exports(rows: Rows) -> list[str]:
    columns = zip(stamps(rows.time), rows.accounts, rows.upto(500), strict=True)
    return [
        f'"at":"{at}","account":"{account}","object_type":"{"contacts" if dice % 3 == 0 else "calls"}","rows":{1 + dice},'
        f'{_classes(dice)}"destination":"file"}}'
        for at, account, dice in columns
    ]


def _classes(dice: int) -> str:
    return '"personal_data_classes":["contact"],' if dice % 3 == 0 else ""


def records(rows: Rows) -> list[str]:
    columns = zip(stamps(rows.time), rows.accounts, rows.upto(10**12), strict=True)
    return [
        f'"at":"{at}","account":"{account}","record":"invoice-{dice}","action":"create","before_hash":"00","after_hash":"{dice:012x}",'
        f'"retain_until":"2032-01-01T00:00:00Z","legal_hold":false}}'
        for at, account, dice in columns
    ]


def payments(rows: Rows) -> list[str]:
    """One in 50 is a repayment, one in 500 called back."""
    columns = zip(stamps(rows.time), rows.accounts, rows.upto(10**6), rows.upto(500), strict=True)
    return [
        f'"at":"{at}","payee":"{account}","payer":"b{payer:06}","amount":{5 + payer % 90}.0,'
        f'"purpose":"{"goods" if dice % 3 else "invoice"}",'
        f'"chargeback":{"true" if dice == 0 else "false"},"refund":{"true" if 0 < dice <= 10 else "false"}}}'
        for at, account, payer, dice in columns
    ]
