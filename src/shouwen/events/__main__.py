"""Print the catalogue: ``python -m shouwen.events > docs/reference/events.md``."""

import sys

from shouwen.events.catalogue import printed

sys.stdout.write(printed())
