"""The pages of the desk as a WSGI application."""

import os

from shouwen_desk.config.sqlite import library

library.swap_in()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen_desk.config.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402 - the library must be chosen first

application = get_wsgi_application()
