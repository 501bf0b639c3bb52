"""A real site: HTTPS, secrets from the environment, hashed static files."""

from django.core.exceptions import ImproperlyConfigured

from config.settings import environment
from config.settings.accounts import *  # noqa: F403
from config.settings.base import *  # noqa: F403
from config.settings.base import STORAGES
from config.settings.celery import *  # noqa: F403
from config.settings.mail import *  # noqa: F403
from config.settings.oscar import *  # noqa: F403
from config.settings.payments import *  # noqa: F403
from config.settings.search import *  # noqa: F403
from config.settings.security import *  # noqa: F403
from config.settings.shop import *  # noqa: F403
from config.settings.wagtail import *  # noqa: F403

DEBUG = False
for _name, _value in (
    ("DJANGO_SECRET_KEY", environment.SECRET_KEY),
    ("DJANGO_ALLOWED_HOSTS", environment.ALLOWED_HOSTS),
    ("KILN_BASE_URL", environment.BASE_URL),
):
    if not _value:
        raise ImproperlyConfigured(f"{_name} must be set in production; .env.example describes it.")
SECRET_KEY = environment.SECRET_KEY
ALLOWED_HOSTS = environment.ALLOWED_HOSTS
CSRF_TRUSTED_ORIGINS = environment.CSRF_TRUSTED_ORIGINS
KILN_BANK_ACCOUNT = environment.BANK_TRANSFER_ACCOUNT
KILN_STAFF_SECOND_FACTOR = environment.STAFF_SECOND_FACTOR is not False

SECURE_SSL_REDIRECT = True
if environment.BASE_URL.startswith("https://"):
    # Not to the port that a visitor's Host header names.
    SECURE_SSL_HOST = environment.BASE_URL.removeprefix("https://").partition("/")[0]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
OSCAR_BASKET_COOKIE_SECURE = True
OSCAR_RECENTLY_VIEWED_COOKIE_SECURE = True
if environment.TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# A shop sends what its staff say (`/cms/shop-settings/delivery/`), at no price that nobody entered.
KILN_DELIVERY = {}

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "config.static_storage.StaticStorage"},
}
