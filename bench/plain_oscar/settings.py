"""Oscar's own settings, its own templates, its own apps; the database comes from the environment."""

import os
from pathlib import Path

import environ
import oscar
from oscar.defaults import *  # noqa: F403

SCRATCH = Path(os.environ["BENCH_SCRATCH"])
SECRET_KEY = "only-for-the-benchmark-" + "o" * 40
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "bench.plain_oscar.urls"
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [*oscar.INSTALLED_APPS, "sorl.thumbnail"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oscar.apps.search.context_processors.search_form",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.apps.communication.notifications.context_processors.notifications",
                "oscar.core.context_processors.metadata",
            ],
        },
    },
]
AUTHENTICATION_BACKENDS = ["oscar.apps.customer.auth_backends.EmailBackend"]
DATABASES = {"default": environ.Env().db("BENCH_OSCAR_DATABASE_URL")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
DATABASES["default"]["CONN_MAX_AGE"] = 60
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": SCRATCH / "oscar-cache",
    }
}
# Oscar's listings are answered by Haystack; its documentation starts with Whoosh. Xapian is its quickest embedded
# engine; it cannot count ranges of prices.
XAPIAN = os.environ.get("BENCH_OSCAR_SEARCH") == "xapian"
HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": (
            "bench.plain_oscar.xapian.XapianEngine"
            if XAPIAN
            else "haystack.backends.whoosh_backend.WhooshEngine"
        ),
        "PATH": str(SCRATCH / "oscar-index"),
    }
}
if XAPIAN:
    OSCAR_SEARCH_FACETS = {**OSCAR_SEARCH_FACETS, "queries": {}}  # noqa: F405
OSCAR_PRODUCTS_PER_PAGE = int(os.environ.get("BENCH_PER_PAGE", OSCAR_PRODUCTS_PER_PAGE))  # noqa: F405
# Oscar mails inside the request, and says that the order failed when no server takes the mail.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
OSCAR_DEFAULT_CURRENCY = "EUR"
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_INITIAL_ORDER_STATUS = "Pending"
OSCAR_INITIAL_LINE_STATUS = "Pending"
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = SCRATCH / "oscar-media"
USE_TZ = True
LANGUAGE_CODE = "en"
LOGGING = {"version": 1, "disable_existing_loggers": True}
