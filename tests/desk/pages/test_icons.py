"""Whatever a screen draws is in the drawing: a missing symbol shows as nothing and fails nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shouwen_desk.cases.models import CHANNELS
from shouwen_desk.pages.context import RAIL

ROOT = Path(__file__).resolve().parents[3]
DRAWN = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "frontend/src/icons.svg").read_text()))


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_has_its_icon(channel: str) -> None:
    assert channel in DRAWN


def test_every_icon_and_mark_of_a_page_is_drawn() -> None:
    named: set[str] = set()
    for template in (ROOT / "src/shouwen_desk").rglob("templates/**/*.html"):
        words = template.read_text()
        named |= set(re.findall(r'{% (?:icon|mark) "([^"]+)"', words))
        named |= set(re.findall(r"{% icons %}#([a-z]+)", words))
    named |= {place.icon for place in RAIL}
    assert len(named) > 15
    assert named - {"excused", "running"} <= DRAWN
