"""Times in Chinese text: start at :func:`shouwen.wording.times.reading.times_in`."""

from shouwen.wording.times.outcome import Reading, Time
from shouwen.wording.times.reading import times_in

__all__ = ["Reading", "Time", "times_in"]
