"""What a sieve finds in many texts at once is what each test finds in each text by itself."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from bylaws.engine.columns.patterns import Sieve
from bylaws.engine.compile_texts import like, matches

SIGNS = "ab/.-_ \n\u00e9\u20ac"
TEXTS = st.lists(st.text(SIGNS, max_size=8), min_size=1, max_size=12)
PIECES = st.sampled_from(
    [
        "a",
        "b",
        "/",
        r"\.",
        ".",
        "[^a]",
        "[^/\\n]",
        r"\b",
        r"\B",
        "^",
        "$",
        r"\A",
        r"\z",
        "a*",
        "(a|b)+",
        "(?s).",
        "(?i)A",
        "\u00e9",
        r"\s",
        "\n",
    ]
)
PATTERNS = st.one_of(
    st.tuples(st.just("matches"), st.lists(PIECES, max_size=4).map("".join)),
    st.tuples(st.just("matches"), st.sampled_from(["(?-m:^a)", "(?m)^a$", r"\Qa.", "(?P<n>a)b", "(?P<n>b)a", "a|^b", "(?i:B)|/$"])),
    st.tuples(st.just("like"), st.text("ab%_/\n", max_size=5)),
    st.tuples(st.just("contains"), st.text("ab./\n", max_size=3)),
)


def alone(op: str, pattern: str, text: str) -> bool:
    if op == "contains":
        return pattern in text
    return (like(pattern) if op == "like" else matches(pattern))(text)


def sieved(sieve: Sieve, texts: list[str]) -> list[int]:
    """The bits that are found of the tests by lines."""
    raws = [text.encode() for text in texts]
    data, ends, end = b"".join(raw + b"\n" for raw in raws), [], -1
    for raw in raws:
        end += len(raw) + 1
        ends.append(end)
    found = [0] * len(texts)
    touched = sieve.touched(data, ends)
    assert touched == sorted(set(touched))
    for number, bits in zip(touched, sieve.found([raws[each] for each in touched]), strict=True):
        found[number] = bits
    return found


@given(st.lists(PATTERNS, min_size=1, max_size=6), TEXTS)
@example([("like", "a%b")], ["a\nb"])
@example([("matches", "^b")], ["a\nb", "b"])
@example([("matches", "a[^b]b")], ["a", "bb", "a/b"])
@example([("matches", "a[^b]*")], ["a", "c"])
@example([("matches", "(?s)a.*b")], ["a", "", "b", "ab"])
@example([("matches", "(?P<n>a)b"), ("matches", "(?P<n>b)a")], ["ab", "ba"])
def test_each_test_of_each_text(tests: list[tuple[str, str]], texts: list[str]) -> None:
    sieve = Sieve()
    bits = [sieve.add(op, pattern) for op, pattern in tests]
    sieve.close()
    one_by_one, by_lines = sieve.found([text.encode() for text in texts]), sieved(sieve, texts) if sieve.by_lines else []
    for (op, pattern), bit in zip(tests, bits, strict=True):
        expected = [alone(op, pattern, text) for text in texts]
        assert [bool(found >> bit & 1) for found in one_by_one] == expected
        if sieve.by_lines >> bit & 1:
            assert [bool(found >> bit & 1) for found in by_lines] == expected


def test_what_is_rare_touches_few() -> None:
    sieve = Sieve()
    for op, pattern in (("like", "/internal/%"), ("contains", ".env"), ("matches", r"union.*select|\.bak$")):
        sieve.add(op, pattern)
    sieve.close()
    texts = [*(f"/items/{number}" for number in range(1000)), "/internal/a", "/x.env", "/site.bak"]
    assert sieved(sieve, texts)[:1000] == [0] * 1000
    data = "".join(f"{text}\n" for text in texts).encode()
    ends = [place for place, byte in enumerate(data) if byte == ord("\n")]
    assert sieve.touched(data, ends) == [1000, 1001, 1002]


def test_contains_knows_no_signs() -> None:
    sieve = Sieve()
    bits = [sieve.add("contains", sign) for sign in ("(", "[", "\\", "*")]
    sieve.close()
    assert sieve.found([b"(["]) == [1 << bits[0] | 1 << bits[1]]
