"""Log lines hold no personal data."""

from __future__ import annotations

import logging

import pytest

from shouwen_desk.config.logs import Quiet, masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("call 13800001234 now", "call [号码] now"),
        ("id 11010519491231002X.", "id [号码]."),
        ("to wen.di@example.com", "to [邮箱]"),
        ('key "phone"\nDETAIL:  Key (phone)=(x) exists.', 'key "phone"\nDETAIL: [隐去]'),
        ("batch of 500 rows", "batch of 500 rows"),
        ("conversation V1a2006f9de0a4e3a311", "conversation V1a2006f9de0a4e3a311"),
    ],
)
def test_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_traceback_is_masked_too() -> None:
    try:
        raise ValueError("13800001234")
    except ValueError:
        import sys

        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    assert "13800001234" not in Quiet().format(record)
