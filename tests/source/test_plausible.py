"""Names of members as logs have them, and the fields that are meant or are not."""

import pytest

from bylaws.source.plausible import is_plausible, meant

MEANT = """
acount account · srcip src_ip · src-ip src_ip · SrcIP src_ip · source_ip src_ip · destination_ip dst_ip · dest_port dst_port
billed_seconds billed_s · answerd_at answered_at · recieved_at received_at · useragent user_agent · userAgent user_agent
user_id user · account_id account · ip_address ip · directon direction · outcom outcome · outcomes outcome · recipent recipient
msg_id message_id · ip_src src_ip · targetAccount target_account · payload_byte payload_bytes · secondfactor second_factor
ip4 ip · ipv4 ip · severty severity · contry country · lsat last
"""
NOT_MEANT = """
started_at answered_at · outcome route · ended sender · port route · result user · cost host · host cost · date rate · to at
created_at ended_at · closed_at posted_at · sent_at seen_at · duration direction · status cause · started at · at lat · on lon
sender_ip sender_type · signup_ip src_ip · opened_at ended_at · request_id recipient_id · id ip · name game
"""


def pairs(text: str) -> list[tuple[str, str]]:
    return [(one, other) for one, other in (each.split() for each in text.strip().replace("\n", " · ").split(" · "))]


@pytest.mark.parametrize(("word", "field"), pairs(MEANT))
def test_a_slip_or_another_spelling_is_plausible(word: str, field: str) -> None:
    assert is_plausible(word, field)
    assert is_plausible(field, word)


@pytest.mark.parametrize(("word", "field"), pairs(NOT_MEANT))
def test_another_name_is_not(word: str, field: str) -> None:
    assert not is_plausible(word, field)
    assert not is_plausible(field, word)


def test_of_several_the_most_alike_is_meant() -> None:
    assert meant("dst_prt", ["dst_ip", "src_port", "dst_port"]) == "dst_port"
    assert meant("started_at", ["answered_at", "ended_at", "at"]) == ""
    assert meant("", ["at"]) == meant("…", ["at"]) == ""
