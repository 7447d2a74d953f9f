"""What the public numbering plans tell of a number: its country, its sort, whether there can be such a number at all.

The plans are those of the library phonenumbers, a table of what countries have told the ITU (E.164). A range that was opened
since its release looks unassigned; numbers that were taken along to another network, or to another sort of line, keep their old
sort. What an operator knows better stands in a list that its policy looks up by longest prefix.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import phonenumbers as library
from msgspec import Struct
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberType, ValidationResult

WORLD: Final = "001"
"""What the library calls the region of numbers that are no country's, such as +800."""
SORTS: Final = {
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed or mobile",
    PhoneNumberType.TOLL_FREE: "toll free",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.SHARED_COST: "shared cost",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "company",
    PhoneNumberType.VOICEMAIL: "voicemail",
}
"""`company`: reached anywhere under one number (a universal access number)."""
ASSIGNED: Final = "assigned"
UNASSIGNED: Final = "unassigned"
SHORT: Final = "too short"
LONG: Final = "too long"
NOWHERE: Final = "no country"
_WRONG: Final = {
    ValidationResult.TOO_SHORT: SHORT,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: SHORT,
    ValidationResult.TOO_LONG: LONG,
    ValidationResult.INVALID_COUNTRY_CODE: NOWHERE,
}
_UNREADABLE: Final = {
    NumberParseException.INVALID_COUNTRY_CODE: NOWHERE,
    NumberParseException.TOO_SHORT_AFTER_IDD: SHORT,
    NumberParseException.TOO_SHORT_NSN: SHORT,
    NumberParseException.TOO_LONG: LONG,
}


class Numbered(Struct, frozen=True):
    """What a plan tells: `country` None where a number is no country's or may be several's; `number` None where there is none.

    `status`: `assigned`, `unassigned`, `too short`, `too long` or `no country`.
    """

    country: str | None
    sort: str | None
    status: str
    number: PhoneNumber | None


def numbering(number: str, place: str = "") -> Mapping[str, object] | None:
    """Country, sort (`type`) and `status` of a number that begins with `+`; with `place`, also of one as dialled there.

    None: without `+` and place nobody knows whose numbers are meant, nor what it is that no subscriber has there, such as a
    short code.
    """
    found = numbered(number, place)
    return None if found is None else {"country": found.country, "type": found.sort, "status": found.status}


def numbered(number: str, place: str = "") -> Numbered | None:
    """The same, for functions that ask on."""
    is_whole = number.startswith("+")
    if not is_whole and place not in library.SUPPORTED_REGIONS:
        return None
    try:
        parsed = library.parse(number, None if is_whole else place)
    except NumberParseException as error:
        status = _UNREADABLE.get(error.error_type)
        return Numbered(None, None, status, None) if is_whole and status else None
    sort = SORTS.get(library.number_type(parsed))
    if sort is not None:
        return Numbered(_country(library.region_code_for_number(parsed)), sort, ASSIGNED, parsed)
    wrong = _WRONG.get(library.is_possible_number_with_reason(parsed), UNASSIGNED)
    regions = library.region_codes_for_country_code(parsed.country_code or 0)
    return Numbered(_country(regions[0]) if len(regions) == 1 else None, None, wrong, parsed) if is_whole else None


def _country(region: str | None) -> str | None:
    return None if region == WORLD else region
