"""A developer's machine and the demo: nothing to install, errors in full."""

from config.settings import environment
from config.settings.accounts import *  # noqa: F403
from config.settings.base import *  # noqa: F403
from config.settings.base import INSTALLED_APPS
from config.settings.celery import *  # noqa: F403
from config.settings.mail import *  # noqa: F403
from config.settings.oscar import *  # noqa: F403
from config.settings.payments import *  # noqa: F403
from config.settings.search import *  # noqa: F403
from config.settings.security import *  # noqa: F403
from config.settings.shop import *  # noqa: F403
from config.settings.wagtail import *  # noqa: F403

DEBUG = True
# The demo business, and the simulator that takes its invented money: never in production.
INSTALLED_APPS = [*INSTALLED_APPS, "config.demo", "config.demo.stripe_simulator"]
SECRET_KEY = environment.SECRET_KEY or "for-development-only-" + "k" * 40
ALLOWED_HOSTS = environment.ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]", "testserver"]
KILN_VAT_REGISTER = environment.env.str("KILN_VAT_REGISTER", default="shop.tax.vies.Recorded")
KILN_BANK_ACCOUNT = environment.BANK_TRANSFER_ACCOUNT or "DE75 5121 0800 1245 1261 99 (demo)"
# A template that was changed is on the next page.
KILN_PAGE_CACHE_MB = environment.env.int("KILN_PAGE_CACHE_MB", default=0)
# Browsers accept passkeys on http://localhost; nowhere else does the site.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
