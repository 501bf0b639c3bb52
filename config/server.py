"""The web server: `python -m config.server --host 0.0.0.0 --port 8000 --workers 2`; options are granian's.

Granian forks its workers, and each of them imports the whole site. Here it is imported before the fork, so
that they share what none of them changes: code, addresses, translations, templates (docs/services.md). A new
version needs a restart; a reload (SIGHUP) forks from the old one.
"""

import gc
import os
import sys
from pathlib import Path

from granian.cli import entrypoint

APPLICATION = "config.wsgi:application"
# What visitors are shown; the back office has several hundred more.
TEMPLATES = ("base.html", "components", "catalogue", "content", "oscar")


def preload() -> None:
    """Import and prepare what every worker needs; no connection and no thread is left behind."""
    from django.conf import settings  # noqa: PLC0415
    from django.template.loader import get_template  # noqa: PLC0415
    from django.urls import get_resolver  # noqa: PLC0415
    from django.utils import translation  # noqa: PLC0415

    import config.wsgi  # noqa: F401, PLC0415 - sets Django up

    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            get_resolver()._populate()  # what the first reverse() of a language does
            translation.gettext("Basket")
    folder = Path(__file__).resolve().parents[1] / "templates"
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder)
        if name.parts[0] in TEMPLATES and "dashboard" not in name.parts:
            get_template(name.as_posix())
    gc.collect()
    gc.freeze()  # or the collector would write into every shared object


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
    preload()
    sys.argv[1:] = ["--interface", "wsgi", *sys.argv[1:], APPLICATION]
    entrypoint()
