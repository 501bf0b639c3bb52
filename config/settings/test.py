"""The test suite: quick hashes, mail in memory, tasks run where they are called.

pytest's parallel processes each have a database of their own; here they get Redis databases and an index
prefix of their own too, and so does what their tests start.
"""

import os

if number := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"):
    for place, name in enumerate(("REDIS_URL", "CELERY_BROKER_URL")):
        if url := os.environ.get(name):
            os.environ[name] = f"{url.rpartition('/')[0]}/{2 + 2 * int(number) + place}"
    prefix = os.environ.get("KILN_SEARCH_INDEX_PREFIX", "kiln")
    os.environ["KILN_SEARCH_INDEX_PREFIX"] = f"{prefix.partition('_gw')[0]}_gw{number}"

from config.settings.development import *  # noqa: F403
from config.settings.development import DATABASES, VAR_DIR

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
KILN_PAGE_CACHE_MB = 0  # its own tests turn it on
MEDIA_ROOT = VAR_DIR / "test-media"
KILN_SEARCH_ENGINE = "database"
KILN_BASE_URL = "http://testserver"
WHITENOISE_AUTOREFRESH = True  # a fresh checkout has no collected files yet
KILN_CHECK_PREPARED_QUERIES = True
KILN_INTERACTION_BATCH_SIZE = 1  # nothing waits for a timer
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": None}
