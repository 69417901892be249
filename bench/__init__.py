"""Speeds, each measured beside a named baseline in the same run. `make bench` prints the table.

Every module here that is named in `bench.__main__.MODULES` offers `run() -> list[dict]`. A row holds:

=============  =======================================================================
work           what was done, in a few words ("queue page, 25 rows, 10,000 cases")
measure        what the figure is ("p50", "per second", "statements", "p99 lateness")
value          the figure (a number)
unit           "ms", "µs", "/s", "" for a count, …
aim            the design's aim, or None: "<= 5", ">= 20000"; compared with `value`
baseline       name of what stands beside it ("business-duration"), or None
baseline_value its figure in the same unit, or None
aim_ratio      the aim for the ratio to the baseline, or None: ">= 50"
note           anything a reader must know (data base, size, a reason for a miss), or None
=============  =======================================================================

The ratio is always "how many times better than the baseline": for times and counts
baseline / value, for rates value / baseline.
"""
