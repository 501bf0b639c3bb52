"""The CMS: what we set of Wagtail's."""

from config.settings import environment
from config.settings.base import LANGUAGES

WAGTAIL_SITE_NAME = environment.SHOP_NAME
WAGTAILADMIN_BASE_URL = environment.BASE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
# A page that is renamed or moved is found at its old address too, and all below it.
WAGTAILREDIRECTS_AUTO_CREATE = False  # content/addresses.py does it
WAGTAILADMIN_LOGIN_URL = "account_login"
# One login, one second factor: allauth's pages change and reset passwords.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
# Neither asks another host: no avatar service, no look for updates.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
