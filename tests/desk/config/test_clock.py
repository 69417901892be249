"""The clock: real time, or the instant in a file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shouwen.events import parse_instant, zone_of
from shouwen_desk.config import clock


@pytest.fixture(autouse=True)
def _real_time_afterwards() -> Iterator[None]:
    yield
    clock.use_file(None)


def test_real_time_in_microseconds() -> None:
    assert abs(clock.now() - time.time() * 1_000_000) < 1_000_000
    assert not clock.is_test()


def test_time_follows_the_file(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("2026-10-12T09:00:00+08:00\n")
    clock.use_file(file)
    assert clock.is_test()
    nine = parse_instant("2026-10-12T09:00:00+08:00")
    assert clock.now() == clock.now() == nine
    file.write_text("2026-10-12T10:30:00")
    assert clock.now() == parse_instant("2026-10-12T10:30:00", zone_of("Asia/Shanghai"))
    file.write_text("")
    assert clock.now() > nine
