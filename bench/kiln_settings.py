"""Kiln as it is measured: no debugging, plain HTTP, everything else as in the demo."""

from config.settings.development import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
LOGGING = {"version": 1, "disable_existing_loggers": True}
