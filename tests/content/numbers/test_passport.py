"""PASSporTs: read, and found sound or not. Signed by joserfc, which is no part of what is tested."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey

from bylaws.content.numbers.certificates import Authority, chain
from bylaws.content.numbers.passport import LONGEST, Passport, passport, read
from bylaws.content.numbers.soundness import FAULTS, is_signed, passport_checked

from .signing import AT, CALLED, CALLER, REGISTRY, WHERE, certificate, claims, head, key, numbers, one_number, provider, signed

ROOT, CARRIER, OTHER = key(), key(), key()
CHAIN = certificate(CARRIER, ROOT, provider("709J")) + certificate(ROOT, ROOT, may_issue=True)
SECOND = 1_000_000


def spelled(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def token(by: ec.EllipticCurvePrivateKey = CARRIER, told: dict[str, Any] | None = None, **other: object) -> str:
    return signed(by, spelled(claims() if told is None else told), **other)


def fault(identity: str, certificates: str = CHAIN, ends: tuple[str, str] = (f"+{CALLER}", f"+{CALLED}"), at: int = AT) -> str:
    return str(passport_checked(identity, certificates, *ends, at)["fault"])


def b64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def respelled(made: str) -> str:
    """The same octets in another spelling: the last sign of a signature has four bits that say nothing."""
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = made[:-1] + signs[signs.index(made[-1]) + 1]
    assert base64.urlsafe_b64decode(other.rsplit(".", 1)[1] + "==") == base64.urlsafe_b64decode(made.rsplit(".", 1)[1] + "==")
    return other


# What the documents print -----------------------------------------------------------------------------------------------------

PRINTED = (
    "eyJhbGciOiJFUzI1NiIsInR5cCI6InBhc3Nwb3J0IiwieDV1IjoiaHR0cHM6Ly9jZXJ0LmV4YW1wbGUub3JnL3Bhc3Nwb3J0LmNlciJ9."
    "eyJkZXN0Ijp7InVyaSI6WyJzaXA6YWxpY2VAZXhhbXBsZS5jb20iXX0sImlhdCI6MTQ3MTM3NTQxOCwib3JpZyI6eyJ0biI6IjEyMTU1NTUxMjEyIn19."
    "VLBCIVDCaeK6M4hLJb6SHQvacAQVvoiiEOWQ_iUkqk79UD81fHQ0E1b3_GluIkba7UWYRM47ZbNFdOJquE35cw"
)
"""RFC 8225, Appendix A."""


def test_the_token_of_rfc_8225_is_read() -> None:
    assert passport(PRINTED) == {
        "signer": "https://cert.example.org/passport.cer",
        "attestation": None,
        "caller": "+12155551212",
        "issued": 1471375418 * SECOND,
        "origin": None,
    }


def test_the_claims_of_rfc_8588_are_read() -> None:
    # RFC 8588, section 4 (header) and section 7 (claims): a call with full attestation.
    first = {"alg": "ES256", "typ": "passport", "ppt": "shaken", "x5u": "https://cert.example.org/passport.cer"}
    second = {
        "attest": "A",
        "dest": {"tn": ["12155551213"]},
        "iat": 1443208345,
        "orig": {"tn": "12155551212"},
        "origid": "123e4567-e89b-12d3-a456-426655440000",
    }
    found = read(f"{b64(spelled(first))}.{b64(spelled(second))}.{b64(bytes(64))}")
    assert found is not None
    assert (found.extension, found.attestation, found.called) == ("shaken", "A", ("12155551213",))
    assert found.origin == "123e4567-e89b-12d3-a456-426655440000"


def test_the_signature_of_the_draft_holds_by_the_key_that_it_prints() -> None:
    # draft-ietf-stir-passport-05, Appendix A. There the time is a text, which no token may have since.
    printed = load_pem_public_key(
        b"-----BEGIN PUBLIC KEY-----\n"
        b"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8HNbQd/TmvCKwPKHkMF9fScavGeH\n"
        b"78YTU8qLS8I5HLHSSmlATLcslQMhNC/OhlWBYC626nIlo7XeebYS7Sb37g==\n"
        b"-----END PUBLIC KEY-----\n"
    )
    assert isinstance(printed, ec.EllipticCurvePublicKey)
    first, signature = (
        PRINTED.split(".")[0],
        "rq3pjT1hoRwakEGjHCnWSwUnshd0-zJ6F1VOgFWSjHBr8Qjpjlk-cpFYpFYsojNCpTzO3QfPOlckGaS6hEck7w",
    )
    second = b64(b'{"dest":{"uri":["sip:alice@example.com"]},"iat":"1443208345","orig":{"tn":"12155551212"}}')
    assert is_signed(bare(f"{first}.{second}", signature), printed)
    assert not is_signed(bare(f"{first}.{second}A", signature), printed)
    assert read(f"{first}.{second}.{signature}") is None


def test_the_signature_of_rfc_7515_holds() -> None:
    # RFC 7515, Appendix A.3.
    x, y = (
        int.from_bytes(base64.urlsafe_b64decode(each + "="), "big")
        for each in ("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")
    )
    printed = EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    said = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    assert is_signed(bare(said, signature), printed)
    assert not is_signed(bare(said, signature[:-2] + "1g"), printed)


def bare(said: str, signature: str) -> Passport:
    octets = base64.urlsafe_b64decode(signature + "==")
    return Passport("ES256", "", "", "", None, (), 0, None, None, said.encode(), octets)


# Sound, and not ---------------------------------------------------------------------------------------------------------------


def test_a_sound_token_tells_what_it_attests_and_who_signed() -> None:
    told = passport_checked(token(), CHAIN, f"+{CALLER}", f"+{CALLED}", AT)
    assert told == {"fault": "", "attestation": "A", "provider": "709J"}


@pytest.mark.parametrize(
    "parameters", ["", f";info=<{WHERE}>;alg=ES256;ppt=shaken", f"; info=<{WHERE}> ; ppt=shaken", f";info={WHERE}"]
)
def test_it_may_stand_in_a_header_with_its_parameters(parameters: str) -> None:
    assert fault(token() + parameters) == ""


def test_without_an_extension_it_attests_nothing() -> None:
    told = {name: value for name, value in claims().items() if name not in ("attest", "origid")}
    assert passport_checked(token(told=told, ppt=None), CHAIN, f"+{CALLER}", f"+{CALLED}", AT)["attestation"] is None


FORGED = {
    "malformed": [
        "",
        "none",
        "a.b",
        "..",
        "..." + b64(bytes(64)),
        token() + "=",
        token().replace(".", "..", 1),
        token()[:-1],
        respelled(token()),
        " ".join(token().split(".")),
        token(typ="JWT"),
        token(x5u=None),
        token(told=claims(attest="D")),
        token(told=claims(attest=None)),
        token(told={name: value for name, value in claims().items() if name != "origid"}),
        token(told=claims(iat=str(AT // SECOND))),
        token(told=claims(iat=AT / SECOND + 0.5)),
        token(told=claims(iat=True)),
        token(told=claims(iat=-1)),
        token(told=claims(iat=1 << 80)),
        token(told=claims(orig={"tn": "+1 215 5551212"})),
        token(told=claims(orig={"tn": ["12155551212"]})),
        token(told=claims(orig=CALLER)),
        token(told=claims(dest={"tn": CALLED})),
        token(told=claims(origid="\ud800")),
        signed(CARRIER, b"[]"),
        signed(CARRIER, b"\xff"),
        signed(CARRIER, b'{"iat":NaN}'),
        signed(CARRIER, b'{"attest":"C",' + spelled(claims())[1:]),  # said twice: which of both, readers may differ
        signed(CARRIER, b"[" * 9_000),
        signed(CARRIER, b'{"a":' * 1_500),
    ],
    "algorithm": [
        f"{b64(spelled(head(alg='none')))}.{b64(spelled(claims()))}.{b64(bytes(64))}",
        f"{b64(spelled(head(alg='HS256')))}.{b64(spelled(claims()))}.{b64(bytes(64))}",
        f"{b64(spelled(head(alg='es256')))}.{b64(spelled(claims()))}.{b64(bytes(64))}",
    ],
    "extension": [token(ppt="div"), token(ppt="SHAKEN")],
    "info": [token() + ";info=<https://elsewhere.example/carrier.pem>;alg=ES256;ppt=shaken"],
    "signature": [
        token(OTHER),
        token().rsplit(".", 1)[0] + "." + b64(bytes(64)),
        token().rsplit(".", 1)[0] + "." + b64(b"\xff" * 64),
        token().rsplit(".", 1)[0] + "." + token(told=claims(attest="B")).rsplit(".", 1)[1],
    ],
    "stale": [token(told=claims(iat=AT // SECOND + each)) for each in (-61, 61, -86_400)],
    "caller": [token(told=claims(orig={"tn": "12155551299"})), token(told=claims(orig={"uri": "sip:a@example.com"}))],
    "called": [token(told=claims(dest={"tn": ["12155551299"]})), token(told=claims(dest={"uri": ["sip:a@example.com"]}))],
}


@pytest.mark.parametrize(("wrong", "identity"), [(name, each) for name, some in FORGED.items() for each in some])
def test_what_is_not_sound_is_told_with_its_fault(wrong: str, identity: str) -> None:
    assert passport_checked(identity, CHAIN, f"+{CALLER}", f"+{CALLED}", AT) == {
        "fault": wrong,
        "attestation": None,
        "provider": None,
    }


@pytest.mark.parametrize("seconds", [-60, 0, 60])
def test_a_minute_is_fresh(seconds: int) -> None:
    assert fault(token(told=claims(iat=AT // SECOND + seconds))) == ""


def test_numbers_without_their_country_are_compared_with_nothing() -> None:
    assert fault(token(), ends=("5551212", "112")) == ""


def test_one_of_several_called_is_enough() -> None:
    assert fault(token(told=claims(dest={"tn": ["12155551299", CALLED]}))) == ""


# Certificates -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "certificates"),
    [
        ("certificate", ""),
        ("certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"),
        ("certificate", "x" * (1 << 20)),
        ("certificate", CHAIN * 5),
        ("certificate", certificate(CARRIER, ROOT) + certificate(OTHER, OTHER, may_issue=True)),  # another's vouches
        ("certificate", certificate(CARRIER, ROOT) + certificate(ROOT, ROOT)),  # may not vouch
        ("signature", certificate(OTHER, ROOT) + certificate(ROOT, ROOT, may_issue=True)),
        ("out of date", certificate(CARRIER, CARRIER, days=(-30, -1))),
        ("out of date", certificate(CARRIER, CARRIER, days=(1, 30))),
        ("out of date", certificate(CARRIER, ROOT) + certificate(ROOT, ROOT, may_issue=True, days=(-30, -1))),
        ("authority", certificate(CARRIER, CARRIER, one_number("12155551213"))),
        ("authority", certificate(CARRIER, CARRIER, numbers("12155551200", 12), numbers("12155551213", 9))),
        ("authority", certificate(CARRIER, CARRIER, numbers("1215555121", 99))),  # shorter numbers
        ("authority", certificate(CARRIER, CARRIER, one_number(f"0{CALLER}"))),  # another one, if the same amount
        ("certificate", certificate(CARRIER, CARRIER, b"\xa0\xff")),
        ("certificate", certificate(CARRIER, CARRIER, b"\xa3\x00")),
        ("certificate", certificate(CARRIER, CARRIER, b"\xa0\x84\xff\xff\xff\xff")),
        ("", certificate(CARRIER, CARRIER)),  # trusted as it stands
        ("", certificate(CARRIER, CARRIER, numbers("12155551200", 13))),
        ("", certificate(CARRIER, CARRIER, one_number("12155551299"), one_number(CALLER))),
        ("", certificate(CARRIER, CARRIER, one_number("12155551299"), provider("709J"))),
        ("", " ".join(CHAIN.split("\n")).replace("\\n", " ")),  # one line, as in a cell of a table
    ],
)
def test_a_chain_that_is_trusted_speaks_for_the_numbers_that_it_lists(wrong: str, certificates: str) -> None:
    assert fault(token(), certificates) == wrong


def test_only_keys_of_p_256_sign() -> None:
    large = ec.generate_private_key(ec.SECP384R1())
    assert chain(certificate(large, large)) is None


@given(first=st.integers(0, 10**6), count=st.integers(0, 10**4), number=st.integers(0, 10**6))
def test_a_range_covers_what_is_counted_from_its_first(first: int, count: int, number: int) -> None:
    listed = Authority(ranges=((f"1{first:010}", count),))
    assert listed.covers(f"1{number:010}") == (number in range(first, first + count))


# Hostile ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("piece", ["A", ".", "eyJ", "A.", ";", "{", "info=<", " "])
def test_a_token_of_a_mebibyte_is_none(piece: str) -> None:
    assert passport(piece * ((1 << 20) // len(piece))) is None
    assert fault(token() + ";" + piece * LONGEST) == "malformed"


SOUND = token()


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(SOUND) - 1), st.integers(0, 127))
def test_whatever_sign_is_changed_it_is_sound_no_more(at: int, sign: int) -> None:
    changed = SOUND[:at] + chr(sign) + SOUND[at + 1 :]
    assert (fault(changed) == "") == (changed == SOUND)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from([CARRIER, OTHER]), st.binary(max_size=40))
def test_both_libraries_agree_whether_a_key_signed(by: ec.EllipticCurvePrivateKey, noise: bytes) -> None:
    made = token(by, told=claims(origid=noise.hex() or "-"))
    try:
        jws.deserialize_compact(made, ECKey.import_key(CARRIER), registry=REGISTRY)
    except BadSignatureError:
        assert fault(made) == "signature"
    else:
        assert fault(made) == ""


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.text("+0123456789", max_size=20), st.integers(-(10**18), 10**18))
def test_any_texts_have_a_fault(identity: str, certificates: str, number: str, at: int) -> None:
    assert fault(identity, certificates, (number, number), at) in FAULTS
