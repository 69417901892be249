"""`python -m shouwen`: the core's commands without the desk."""

import sys

from shouwen.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
