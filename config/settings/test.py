"""The test suite: quick hashes, mail in memory, tasks run where they are called."""

from config.settings.development import *  # noqa: F403
from config.settings.development import DATABASES, VAR_DIR

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MEDIA_ROOT = VAR_DIR / "test-media"
KILN_SEARCH_ENGINE = "database"
KILN_BASE_URL = "http://testserver"
WHITENOISE_AUTOREFRESH = True  # a fresh checkout has no collected files yet
KILN_CHECK_PREPARED_QUERIES = True
KILN_INTERACTION_BATCH_SIZE = 1  # nothing waits for a timer
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": None}
