"""The Celery app; every worker, scheduler and web process of a site shares it."""

import json
import os

from celery import Celery
from kombu.transport import filesystem

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

# The broker without a server writes a message in place, and a reader may see half of it. To a worker that
# is an unknown error, which ends it; as a connection error it drops the message and reconnects.
filesystem.Transport.connection_errors = (*filesystem.Transport.connection_errors, json.JSONDecodeError)

app = Celery("kiln")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
