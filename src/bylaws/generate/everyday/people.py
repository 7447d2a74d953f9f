"""People: how they sign in and up, and where they work."""

from __future__ import annotations

from typing import Final

from bylaws.generate.everyday.rows import Rows, stamps
from bylaws.generate.everyday.world import client

CITIES: Final = ((51.5, -0.1, "GB"), (52.4, 4.9, "NL"), (52.5, 13.4, "DE"), (19.1, 72.9, "IN"), (40.7, -74.0, "US"))
SEATS: Final = 6
"""Of one customer."""


def attempts(rows: Rows) -> list[str]:
    columns = zip(stamps(rows.time), rows.accounts, rows.ranks, rows.upto(SEATS), rows.upto(1000), strict=True)
    return [_attempt(*each) for each in columns]


def _attempt(at: str, account: str, who: int, seat: int, dice: int) -> str:
    return (
        f'"at":"{at}","account":"{account}","user":"u{seat}@{account}.example","target_account":"u{seat}@{account}.example",'
        f'"ip":"{client(who)}","country":"{CITIES[who % 5][2]}","method":"password",'
        f'"second_factor":{"true" if dice & 1 else "false"},'
        f'"outcome":"{"fail" if dice < 70 else "success"}"}}'
    )


def sessions(rows: Rows) -> list[str]:
    lasting = rows.lasting(900_000, 7_200_000, 10_000)
    columns = zip(
        stamps(rows.time - lasting), stamps(rows.time), rows.accounts, rows.ranks, rows.upto(SEATS), rows.upto(1000), strict=True
    )
    return [_session(*each) for each in columns]


def _session(started: str, ended: str, account: str, who: int, seat: int, dice: int) -> str:
    """A seat has a desk and a telephone, both in one city."""
    lat, lon, country = CITIES[who % 5]
    return (
        f'"at":"{ended}","account":"{account}","session":"s{who}-{started[5:23]}-{dice}","user":"u{seat}@{account}.example",'
        f'"seat_id":"seat-{account}-{seat}","method":"sso","ip":"{client(who)}","country":"{country}","lat":{lat},"lon":{lon},'
        f'"device":"{"phone" if dice % 4 == 0 else "desk"}-{account}-{seat}","started":"{started}",'
        f'"ended":"{ended}","bytes":{dice * 997}}}'
    )


def sign_ups(rows: Rows) -> list[str]:
    columns = zip(stamps(rows.time), rows.ranks, rows.upto(10**9), strict=True)
    return [
        f'"at":"{at}","account":"f{dice:09}","signup_ip":"{client(dice % 4_000_000)}","device":"d{dice:x}","channel":"web",'
        f'"email":"{dice}@mail.example","country":"{CITIES[who % 5][2]}",'
        f'"declared_birth_date":"{1950 + dice % 55}-0{1 + dice % 9}-11",'
        f'"sign_in":"sso"}}'
        for at, who, dice in columns
    ]


def credentials(rows: Rows) -> list[str]:
    columns = zip(stamps(rows.time), rows.accounts, rows.upto(SEATS), rows.upto(1000), strict=True)
    return [
        f'"at":"{at}","account":"{account}","user":"u{seat}@{account}.example","strength_bits":{50 + dice % 52}.0,'
        f'"in_breach_list":false,"second_factor_enrolled":true,"age_days":{dice},"shared_secret":false}}'
        for at, account, seat, dice in columns
    ]
