"""The WSGI entry point: `granian --interface wsgi config.wsgi:application`."""

import os
import sys

# Only workers and commands compute with numpy; openpyxl would load it wherever it is installed, and cost
# every web process some 30 MB. None makes an import fail as if it were not there.
sys.modules.setdefault("numpy", None)  # type: ignore[arg-type]

from django.core.wsgi import get_wsgi_application  # noqa: E402 - after that

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()
