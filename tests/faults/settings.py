"""Kiln's own settings with nothing installed but the event log, so that a killed worker is soon back."""

import os

from config.settings.development import *  # noqa: F403
from config.settings.development import CACHES

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "shop.events",
    "tests.faults.apps.FaultsConfig",
]
DEBUG = False
AUTH_USER_MODEL = "auth.User"
MIDDLEWARE = []
TEMPLATES = []
ROOT_URLCONF = "tests.faults.urls"
# Runs share servers, not queues or flags.
CELERY_TASK_DEFAULT_QUEUE = os.environ["KILN_RUN"]
CACHES["default"]["KEY_PREFIX"] = os.environ["KILN_RUN"]
