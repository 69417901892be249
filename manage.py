#!/usr/bin/env python
"""Django's own commands, for developers; the product's commands are ``shouwen …``."""

import os
import sys

from shouwen_desk.config.sqlite import library

if __name__ == "__main__":
    library.swap_in()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen_desk.config.settings")
    from django.core.management import execute_from_command_line

    from shouwen_desk.config import environment

    environment.prepare(environment.read())

    execute_from_command_line(sys.argv)
