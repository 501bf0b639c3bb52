"""The CMS: what we set of Wagtail's."""

from config.settings import environment
from config.settings.base import KILN_BASE_URL, LANGUAGES
from shop.uploads.limits import CONTENT_TYPES, DOCUMENT_BYTES, NEW, PICTURE_BYTES

WAGTAIL_SITE_NAME = environment.SHOP_NAME or environment.DEFAULT_SHOP_NAME
WAGTAILADMIN_BASE_URL = KILN_BASE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
# Of the languages that Wagtail speaks those in which our screens are written, too.
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# A page that is renamed or moved is found at its old address too, and all below it.
WAGTAILREDIRECTS_AUTO_CREATE = False  # content/redirects.py does it
# One login, one second factor: allauth's pages log in, change addresses, change and reset passwords.
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False  # colleagues are invited (shop.user.invitations)
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
# Neither asks another host: no avatar service, no look for updates.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# One gate for what is uploaded (shop.uploads): by content, within limits, under a name of ours.
WAGTAILIMAGES_IMAGE_FORM_BASE = "content.uploads.CmsImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif", "gif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = PICTURE_BYTES
# A page with many blocks and a product with its most variants (400, some twelve fields each) can be saved.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = NEW.jpeg
WAGTAILDOCS_DOCUMENT_FORM_BASE = "content.uploads.CmsDocumentForm"
WAGTAILDOCS_EXTENSIONS = sorted(CONTENT_TYPES)
WAGTAILDOCS_MAX_UPLOAD_SIZE = DOCUMENT_BYTES
WAGTAILDOCS_CONTENT_TYPES = CONTENT_TYPES
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
