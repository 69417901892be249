"""What every test may ask for, and what a build may not leave out."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.database import (  # noqa: F401 - fixtures
    database,
    postgres_server,
    sqlite_database,
    sqlite_template,
)
from tests.shared import LEFT_OUT, NO_SPARK, shared_data

# With CI=true a test with one of these marks fails when its fixtures find the machine wanting. (A test
# that says in its own body that it has nothing to ask of this database may still be passed over.)
NEVER_LEFT_OUT = ("browser", "postgresql")

# Playwright keeps a loop running in the worker that opened a browser. Tests of the database that come
# after it in the same worker run in no coroutine, whatever Django concludes from that loop.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# How long one example takes says more about the neighbours on the machine than about the code.
settings.register_profile("shouwen", deadline=None)
settings.load_profile("shouwen")


# Handbooks are compiled once a machine here too, also by the processes that tests start.
os.environ.setdefault("SHOUWEN_CACHE", str(Path(__file__).parents[1] / ".pytest_cache" / "shouwen"))


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """A function from a name under the reference data to its path; leaves the test out where it is missing."""
    return shared_data


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if os.environ.get("CI") == "true" and report.skipped and report.when == "setup":
        for mark in NEVER_LEFT_OUT:
            if item.get_closest_marker(mark):
                report.outcome = "failed"
                report.longrepr = f"CI=true leaves no {mark} test out, but: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any(NO_SPARK in str(report.longrepr) for report in skipped):
        terminalreporter.section("left out for want of Spark", sep="!", yellow=True, bold=True)
        terminalreporter.line("Findings under mapInArrow were not compared with the local run.")
    left_out = [r for r in skipped if LEFT_OUT in str(r.longrepr)]
    if left_out:
        terminalreporter.section(
            "left out for want of reference data", sep="!", yellow=True, bold=True
        )
        terminalreporter.line(
            f"{len(left_out)} tests that compare with recorded data were not run."
        )
