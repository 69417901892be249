"""Normalising keeps the way back to the original, whatever the text."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shouwen.wording.fold import fold, fold_character
from shouwen.wording.normalise import normalise, squeeze
from tests.core.wording.samples import TEXTS

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60) | TEXTS


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("後來說", "后来说"),
        ("妳好", "你好"),
        ("ＦＵＣＫ", "fuck"),
        ("Ⓕⓤc①", "fuc1"),
        ("９⓿²", "902"),
        ("不\u200b知\u202e道", "不知道"),
        ("不\x00知\ufeff道", "不知道"),
        ("不 知 道", "不知道"),
        ("不*知--道", "不知道"),
        ("不😀知😀道", "不知道"),
        ("不.知.道", "不知道"),
        ("我不，知，道", "我不知道"),
        ("我不，知道了", "我不,知道了"),
        ("不行。知道", "不行。知道"),
        ("我不知道————好", "我不知道----好"),
        ("退款 3 元", "退款 3 元"),
        ("iPhone 手机", "iphone 手机"),
        ("不\ud800知道", "不\ufffd知道"),
        ("第一行\r\n第二行", "第一行\n\n第二行"),
    ],
)
def test_plain_form(written: str, plain: str) -> None:
    assert normalise(written).text == plain


@given(ANY_TEXT)
@example("")
@example("İΣ\u0345")
def test_the_map_leads_back(text: str) -> None:
    normal = normalise(text)
    folded = fold(text)
    assert len(folded) == len(text)
    assert normal.text == squeeze(folded)
    back = [normal.span(at, at + 1)[0] for at in range(len(normal.text))]
    assert back == sorted(set(back))
    assert [folded[at] for at in back] == list(normal.text)
    for start in range(len(normal.text)):
        first, last = normal.span(start, len(normal.text))
        assert 0 <= first < last <= len(text)


@given(ANY_TEXT)
def test_the_plain_form_can_be_encoded_and_is_stable(text: str) -> None:
    folded = fold(text)
    folded.encode("utf-8")
    assert fold(folded) == folded
    assert "\x00" not in squeeze(folded)
    assert "".join(map(fold_character, text)) == folded


def test_every_code_point_has_a_plain_form() -> None:
    """Digits, blanks and letters meet the patterns' classes in one shape only."""
    for code in range(0x110000):
        plain = fold_character(chr(code))
        assert len(plain) == 1
        if plain.isdecimal():
            assert plain in "0123456789", hex(code)
        if plain.isspace():
            assert plain in " \n", hex(code)
        if unicodedata.category(plain) in ("Cc", "Cf") and plain != "\n":
            assert squeeze(plain) == "", hex(code)


def test_visible_marks_leave_a_gap() -> None:
    normal = normalise("这个不 行")
    assert not normal.whole(2, 4)
    assert normal.whole(0, 3)
    assert normalise("这个不\u200b行").whole(2, 4)
