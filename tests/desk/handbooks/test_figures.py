"""The figures beside a clause: a rate and its bar where enough was judged, else the counts alone."""

from __future__ import annotations

import pytest

from shouwen_desk.handbooks import reading
from shouwen_desk.ledger.queries import Figure


@pytest.mark.parametrize(
    ("kept", "broken", "rate", "few", "low"),
    [
        (0, 1, "", True, False),
        (29, 0, "", True, False),
        (30, 0, "100.0%", False, False),
        (20, 10, "66.7%", False, True),
        (0, 0, "", False, False),
    ],
)
def test_a_rate_and_its_bar_need_thirty(
    kept: int, broken: int, rate: str, few: bool, low: bool
) -> None:
    tally = reading.tally([Figure("enterprise:3.1.4", kept=kept, broken=broken)])
    assert (tally.rate, tally.few, tally.low) == (rate, few, low)
    assert (tally.bar is not None) == bool(rate)
    assert tally.any == (kept + broken > 0)
