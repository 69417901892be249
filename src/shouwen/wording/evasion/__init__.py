"""Ways round a word list, and phrases found through them: see `dodges`."""

from shouwen.wording.evasion.dodges import LEAST, Dodged, Dodges, Sought
from shouwen.wording.evasion.kinds import ALWAYS, EXTRA, SAFE, Evasion

__all__ = ["ALWAYS", "EXTRA", "LEAST", "SAFE", "Dodged", "Dodges", "Evasion", "Sought"]
