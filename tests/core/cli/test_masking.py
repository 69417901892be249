"""What reports hide: numbers and addresses in any dress, names that would name somebody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.cli.report.masking import masked, masked_name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13800001234。", "电话138******34。"),
        ("０１３８００００１２３４", "０１３*******３４"),
        (
            "110101199003078888 与 6222 0000 0000 0000 123",
            "110*************88 与 622* **** **** **** *23",
        ),
        ("身份证 11010119900307888X", "身份证 110*************8X"),
        ("写信到 li.lei@mail.example.com谢谢", "写信到 l*.***@****.*******.***谢谢"),
        ("写信到zhang@例子.com，", "写信到z****@**.***，"),
        ("ｚｈ＠ｑｑ．ｃｏｍ", "ｚ*＠**．***"),
        ("z\u200bh@q\u200bq.com", "z**@***.***"),
        ("138.0000.1234", "138.****.**34"),
        ("138/0000/1234", "138/****/**34"),
        ("138－0000－1234", "138－****－**34"),
        ("(010)6555 1234", "(010)**** **34"),
        ("138\u200b0000\ufe0f1234", "138\u200b****\ufe0f**34"),
        ("一三八零零零零一二三四", "一三八******三四"),
        ("张三@李四 你好。再见", "张三@李四 你好。再见"),
        ("订单123456，共 30 元", "订单123456，共 30 元"),
        ("", ""),
    ],
)
def test_numbers_and_addresses_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


@given(st.text(alphabet="0123456789-@.aX 零１张,＠\u200b－/", max_size=60))
def test_masking_never_moves_a_character(text: str) -> None:
    assert len(masked(text)) == len(masked_name(text)) == len(text)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("13800001234", "138******34"),
        ("wx-138-0000-1234", "wx-138-****-**34"),
        ("110101199003078888", "110*************88"),
        ("zhang@example.com", "z****@*******.***"),
        ("20261001000123", "20261001000123"),
        ("export_20261001.csv:17", "export_20261001.csv:17"),
    ],
)
def test_the_name_of_a_conversation_can_be_found_again_and_names_nobody(
    name: str, shown: str
) -> None:
    assert masked_name(name) == shown
