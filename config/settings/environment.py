"""The one place where the environment is read; every variable is described in `.env.example`.

A value that cannot be read stops the start with its name, so that a misspelt
variable never becomes a quiet default.
"""

from pathlib import Path

import environ
from babel.numbers import get_currency_precision, is_currency

ROOT = Path(__file__).resolve().parents[2]

# Columns of money have so many (shop.money); a currency with three would lose its last digit.
MOST_DECIMALS = 2

env = environ.Env()
if (ROOT / ".env").exists():
    env.read_env(str(ROOT / ".env"))

VAR_DIR = Path(env.str("KILN_VAR_DIR", default=str(ROOT / "var")))
DATA_DIR = env.str("KILN_DATA_DIR", default="")

SECRET_KEY = env.str("DJANGO_SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("DJANGO_SECRET_KEY_FALLBACKS", default=[])
SECRETS_KEYS = env.list("KILN_SECRETS_KEYS", default=[])
CONSENT_KEY = env.str("KILN_CONSENT_KEY", default="")
ALLOWED_HOSTS = env.list("DJANGO_ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("DJANGO_CSRF_TRUSTED_ORIGINS", default=[])
TRUST_PROXY = env.bool("KILN_TRUST_PROXY", default=False)
BASE_URL = env.str("KILN_BASE_URL", default="")  # production asks for it
if BASE_URL and not BASE_URL.startswith(("http://", "https://")):
    raise environ.ImproperlyConfigured("KILN_BASE_URL begins with http:// or https://.")
LOCAL_URL = "http://localhost:8000"
# Empty: as the settings say (on in production). A misspelt word must not switch it off.
_asked = env.str("KILN_STAFF_SECOND_FACTOR", default="").lower()
if _asked not in ("", "true", "false"):
    raise environ.ImproperlyConfigured("KILN_STAFF_SECOND_FACTOR is either true or false.")
STAFF_SECOND_FACTOR = _asked == "true" if _asked else None

DATABASE = env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'kiln.sqlite3'}")
DATABASE_POOL = env.bool("DATABASE_POOL", default=False)
REDIS_URL = env.str("REDIS_URL", default="")
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="")
ELASTICSEARCH_URL = env.str("ELASTICSEARCH_URL", default="")
SEARCH_INDEX_PREFIX = env.str("KILN_SEARCH_INDEX_PREFIX", default="kiln")

PAGE_CACHE_MB = env.int("KILN_PAGE_CACHE_MB", default=8)
if PAGE_CACHE_MB < 0:
    raise environ.ImproperlyConfigured("KILN_PAGE_CACHE_MB is a number of megabytes; 0 keeps no pages.")

EMAIL_URL = env.str("EMAIL_URL", default="")
ANYMAIL_BACKEND = env.str("KILN_ANYMAIL_BACKEND", default="")
ANYMAIL_SETTINGS = env.json("KILN_ANYMAIL_SETTINGS", default={})
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="")
# Answers to what colleagues write to customers: a mailbox that takes "name+anything@".
REPLY_ADDRESS = env.str("KILN_REPLY_ADDRESS", default="")
FALLBACK_FROM_EMAIL = "shop@localhost"

AUDIT_DAYS = env.int("KILN_AUDIT_DAYS", default=730)
SHOP_NAME = env.str("KILN_SHOP_NAME", default="")
DEFAULT_SHOP_NAME = "Kiln"
GIFT_CARD_KEY = env.str("KILN_GIFT_CARD_KEY", default="")
ORDER_NUMBER_KEY = env.str("KILN_ORDER_NUMBER_KEY", default="")
CURRENCY = env.str("KILN_CURRENCY", default="").upper()
DEFAULT_CURRENCY = "EUR"
WORKSHOP_REGION = env.str("KILN_WORKSHOP_REGION", default="DE")
TAX_COUNTRY = env.str("KILN_TAX_COUNTRY", default="").upper()
# None: as the back office says.
TAX_DESTINATION = env.bool("KILN_TAX_DESTINATION") if "KILN_TAX_DESTINATION" in env else None
VAT_ID = env.str("KILN_VAT_ID", default="")
VAT_REGISTER = env.str("KILN_VAT_REGISTER", default="shop.tax.vies.Vies")
BANK_TRANSFER_ACCOUNT = env.str("KILN_BANK_ACCOUNT", default="")
STRIPE_SECRET_KEY = env.str("KILN_STRIPE_SECRET_KEY", default="")
STRIPE_PUBLISHABLE_KEY = env.str("KILN_STRIPE_PUBLISHABLE_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.str("KILN_STRIPE_WEBHOOK_SECRET", default="")
STRIPE_CAPTURE = env.str("KILN_STRIPE_CAPTURE", default="automatic")
STRIPE_API_BASE = env.str("KILN_STRIPE_API_BASE", default="")
STRIPE_JS_URL = env.str("KILN_STRIPE_JS_URL", default="")
if STRIPE_CAPTURE not in ("automatic", "manual"):
    raise environ.ImproperlyConfigured("KILN_STRIPE_CAPTURE is either automatic or manual.")
if CURRENCY and not is_currency(CURRENCY):
    raise environ.ImproperlyConfigured(
        f"KILN_CURRENCY: {CURRENCY!r} is no currency of ISO 4217 (EUR, JPY ...)."
    )
if CURRENCY and get_currency_precision(CURRENCY) > MOST_DECIMALS:
    raise environ.ImproperlyConfigured(f"KILN_CURRENCY: amounts have two decimals, those in {CURRENCY} more.")
LOG_LEVEL = env.str("KILN_LOG_LEVEL", default="INFO")
