"""The Celery app; every worker, scheduler and web process of a site shares it."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

# The broker without a server; kombu knows its own transports only.
TRANSPORT_ALIASES["files"] = "config.file_broker:Transport"

app = Celery("kiln")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
