"""In which language a text is: sentences written for the test, and texts of which nobody can say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.content.installed import installed
from bylaws.content.text.language import LONGEST, language

SENTENCES = {
    "en": "Your table is booked for eight o'clock tonight, see you soon",
    "de": "Guten Tag, Ihr Paket ist unterwegs und kommt morgen an",
    "fr": "Bonjour, votre colis arrive demain dans la matinée",
    "es": "Buenos días, su pedido llegará mañana por la tarde",
    "it": "Buongiorno, il suo pacco arriverà domani mattina",
    "nl": "Goedemorgen, uw pakket wordt morgenochtend bezorgd",
    "pt": "Bom dia, a sua encomenda chega amanhã à tarde",
    "pl": "Dzień dobry, Państwa przesyłka dotrze jutro rano",
    "sv": "God morgon, ditt paket kommer i morgon förmiddag",
    "tr": "Günaydın, paketiniz yarın sabah teslim edilecek",
    "ru": "Доброе утро, ваша посылка придёт завтра утром",
    "el": "Καλημέρα, το δέμα σας θα φτάσει αύριο το πρωί",
    "ja": "おはようございます、お荷物は明日の朝に届きます",
    "ko": "안녕하세요, 소포는 내일 아침에 도착합니다",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_tells_its_language(code: str) -> None:
    assert language(SENTENCES[code]) == code


@pytest.mark.parametrize("text", ["", "ok", "ciao", "12345 67890 12345 67890", "http://", "!!!!!!!!!!!!!!!!", "🙂" * 20])
def test_of_what_says_too_little_nobody_can_say(text: str) -> None:
    assert language(text) is None


def test_of_languages_that_are_alike_it_says_nothing_rather_than_the_wrong_one() -> None:
    assert language("नमस्ते, आपका पार्सल कल सुबह पहुँच जाएगा") in (None, "hi")


def test_the_rest_of_a_long_text_is_not_looked_at() -> None:
    text = (SENTENCES["en"] + ". ") * 200
    assert len(text) > LONGEST
    assert language(text[:LONGEST] + SENTENCES["ru"] * 1000) == "en"


def test_findings_name_the_library() -> None:
    assert "py3langid" in installed()["language"].version


@given(st.text(max_size=200))
@settings(deadline=None)
def test_nothing_raises(text: str) -> None:
    told = language(text)
    assert told is None or (told.isascii() and 2 <= len(told) <= 3)
