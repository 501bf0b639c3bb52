"""Kiln as it is measured: no debugging, plain HTTP, everything else as in the demo."""

import os

from config.settings.development import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
LOGGING = {"version": 1, "disable_existing_loggers": True}
# Pages are measured as they are made; KILN_BENCH_PAGE_CACHE_MB=8 measures those that are kept.
KILN_PAGE_CACHE_MB = int(os.environ.get("KILN_BENCH_PAGE_CACHE_MB", "0"))
