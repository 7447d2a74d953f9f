"""The forms of numbers that name a person or an account, and what holds of each.

A number is known by its form and its check digit. Where these are so weak that a number in ten would pass, it counts only behind a
word that says what it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from bylaws.content.pii.checksums import luhn, mod11_10, mod97, verhoeff, weighed

Holds = Callable[[str], bool]


class Register(Struct, frozen=True):
    """`form`: RE2's, of the number as it is written; `holds`: of its signs without spaces and dashes, in capitals.

    `named`: words of which one must stand before it; none: it is known without. `size`: how many signs it has, by its first ones,
    where its form may take in words behind it.
    """

    name: str
    form: str
    holds: Holds
    named: str = ""
    size: Callable[[str], int] | None = None


_CARDS: Final = (
    ((4, 4), (13, 16, 19)),
    ((51, 55), (16,)),
    ((2221, 2720), (16,)),
    ((34, 34), (15,)),
    ((37, 37), (15,)),
    ((6011, 6011), (16, 19)),
    ((644, 659), (16, 19)),
    ((3528, 3589), (16, 19)),
    ((1800, 1800), (15,)),
    ((2131, 2131), (15,)),
    ((300, 305), (14, 16)),
    ((36, 36), (14, 16)),
    ((38, 39), (14, 16)),
    ((62, 62), (16, 19)),
    ((50, 50), (12, 13, 16, 18, 19)),
    ((56, 58), (12, 13, 16, 18, 19)),
    ((60, 63), (12, 13, 16, 18, 19)),
    ((67, 67), (12, 13, 16, 18, 19)),
)
"""Of issuers the ranges of first digits, and how long their numbers are (ISO/IEC 7812 and the schemes' own pages)."""
_IBAN: Final = {
    country: size
    for size, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI FO GL NL",
        19: "MK SI",
        20: "AT BA EE LT LU XK KZ",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "PT ST",
        26: "IS TR",
        27: "FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HU LB PL SV",
        29: "BR PS QA UA",
        30: "JO KW MU",
        31: "MT SC",
    }.items()
    for country in countries.split()
}
"""How long the numbers of a country are (the registry of ISO 13616)."""
_DNI: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_FISCAL_ODD: Final = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_PESEL: Final = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)


def _card(digits: str) -> bool:
    known = any(low <= int(digits[: len(str(low))]) <= high and len(digits) in sizes for (low, high), sizes in _CARDS)
    return known and luhn(digits) and len(set(digits)) > 2


def _iban_size(text: str) -> int:
    return _IBAN.get(text[:2], 0)


def _iban(text: str) -> bool:
    return len(text) == _iban_size(text) and mod97(text[4:] + text[:4])


def _social_security(digits: str) -> bool:
    """What the Social Security Administration never gives out."""
    given = digits[:3] not in ("000", "666") and digits[3:5] != "00" and digits[5:] != "0000"
    return given and digits not in ("078051120", "123456789")


def _dni(text: str) -> bool:
    """Spain, DNI and NIE: the letter of the number's remainder by 23."""
    number = text[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2")
    return _DNI[int(number) % 23] == text[-1]


def _nir(text: str) -> bool:
    """France, NIR: two digits that complete the number to a multiple of 97; Corsica's departments 2A and 2B as 19 and 18."""
    number = text[:13].replace("2A", "19").replace("2B", "18")
    return number.isdigit() and 97 - int(number) % 97 == int(text[13:])


def _codice_fiscale(text: str) -> bool:
    """Italy: the letter of the sum of the signs, those at odd places by a table (Decreto 23 dicembre 1976)."""
    total = 0
    for place, sign in enumerate(text[:15]):
        value = int(sign) if sign.isdigit() else ord(sign) - ord("A")
        total += value if place % 2 else _FISCAL_ODD[value]
    return chr(ord("A") + total % 26) == text[15]


def _cpf(digits: str) -> bool:
    """Brazil: two check digits by 11."""
    for place in (9, 10):
        rest = weighed(digits[:place], range(place + 1, 1, -1)) * 10 % 11 % 10
        if rest != int(digits[place]):
            return False
    return len(set(digits)) > 1


def _nhs(digits: str) -> bool:
    return (11 - weighed(digits[:9], range(10, 1, -1)) % 11) % 11 == int(digits[9])


def _bsn(digits: str) -> bool:
    return int(digits) > 0 and weighed(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def _pesel(digits: str) -> bool:
    return weighed(digits, _PESEL) % 10 == 0 and 1 <= int(digits[2:4]) % 20 <= 12 and 1 <= int(digits[4:6]) <= 31


def _tax_identity(digits: str) -> bool:
    """Germany: of the first ten digits one stands two or three times, and the check digit holds."""
    often = sorted(digits[:10].count(each) for each in set(digits[:10]))
    return digits[0] != "0" and often[-1] in (2, 3) and mod11_10(digits)


def _personnummer(digits: str) -> bool:
    return luhn(digits[-10:]) and 1 <= int(digits[-8:-6]) <= 12 and 1 <= int(digits[-6:-4]) % 60 <= 31


def _aadhaar(digits: str) -> bool:
    return digits[0] not in "01" and verhoeff(digits)


REGISTERS: Final = (
    Register("card number", r"\d(?:[ -]?\d){11,18}", _card),
    Register("IBAN", r"[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){11,27}", _iban, size=_iban_size),
    Register("US social security number", r"\d{3}[- ]\d{2}[- ]\d{4}", _social_security),
    Register("US social security number", r"\d{9}", _social_security, r"ssn|social security"),
    Register("Spanish identity number", r"(?:\d{8}|[XYZxyz]-?\d{7})-?[A-Za-z]", _dni),
    Register("French social security number", r"[1-478] ?\d{2} ?\d{2} ?(?:\d{2}|2[ABab]) ?\d{3} ?\d{3} ?\d{2}", _nir),
    Register("Italian tax code", r"[A-Za-z]{6}\d{2}[A-EHLMPRSTa-ehlmprst]\d{2}[A-Za-z]\d{3}[A-Za-z]", _codice_fiscale),
    Register("Brazilian taxpayer number", r"\d{3}\.?\d{3}\.?\d{3}-?\d{2}", _cpf),
    Register("Indian Aadhaar number", r"[2-9]\d{3} \d{4} \d{4}", _aadhaar),
    Register("Indian Aadhaar number", r"[2-9]\d{11}", _aadhaar, r"aadhaar|uidai|आधार"),
    Register("German tax identity", r"\d{2} ?\d{3} ?\d{3} ?\d{3}", _tax_identity, r"steuer|tax id|idnr"),
    Register("Swedish identity number", r"(?:19|20)?\d{6}[-+]\d{4}", _personnummer),
    Register("Polish PESEL", r"\d{11}", _pesel, r"pesel"),
    Register("Dutch citizen service number", r"\d{9}", _bsn, r"bsn|burgerservice|sofi"),
    Register("NHS number", r"\d{3}[ -]?\d{3}[ -]?\d{4}", _nhs, r"nhs"),
)
