"""Django itself; the other files of this folder each hold one subject."""

from django.utils.translation import gettext_lazy as _

from config.settings import environment
from config.settings.environment import ROOT, VAR_DIR

SITE_ID = 1
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "user.User"
KILN_BASE_URL = environment.BASE_URL or environment.LOCAL_URL
# With which secrets of the back office are encrypted; empty: keys derived from SECRET_KEY.
KILN_SECRETS_KEYS = environment.SECRETS_KEYS
# With which addresses are hashed in the ledger of consents; empty: SECRET_KEY.
KILN_CONSENT_KEY = environment.CONSENT_KEY
SECRET_KEY_FALLBACKS = environment.SECRET_KEY_FALLBACKS
KILN_DATA_DIR = environment.DATA_DIR
KILN_VAR_DIR = VAR_DIR

OURS = [
    "shop.uploads",
    "shop.spreadsheets",
    "shop.events",
    "shop.user",
    "shop.b2b",
    "shop.payments",
    "shop.tax",
    "shop.privacy",
    "shop.audit",
    "shop.stock",
    "shop.configuration",
    "shop.identity",
    "shop.backoffice",
    "shop.setup",
    "shop.storefront",
    "shop.catalogue_import",
    "shop.notifications",
    "shop.carriers",
    "shop.purchasing",
    "shop.store_credit",
    "shop.gift_cards",
    "shop.documents",
    "shop.fulfilment",
    "shop.order_changes",
    "shop.returns",
    "shop.warranties",
    "shop.withdrawal",
    "shop.promotions",
    "shop.catalogue_promotions",
    "shop.order_holds",
    "shop.price_lists",
    "shop.catalogue_visibility",
    "shop.trade_credit",
    "shop.budgets",
    "shop.purchase_approvals",
    "shop.quick_order",
    "shop.shopping_lists",
    "shop.company_accounts",
    "shop.act_as",
    "shop.mail",
    "anymail",
    "crm_core.customers",
    "crm_core.consents",
    "crm_core.scores",
    "crm_core.timeline",
    "crm_core.profile",
    "crm_core.custom_fields",
    "crm_core.contact_import",
    "crm_core.order_history",
    "crm_core.activities",
    "crm_core.automation",
    "crm_core.approvals",
    "crm_core.sequences",
    "crm_core.order_signals",
    "crm_core.pipeline",
    "crm_core.leads",
    "crm_core.abandoned_baskets",
    "crm_core.order_entry",
    "crm_core.offline",
    "crm_core.forecast",
    "crm_core.rep_commissions",
    "crm_core.account_plans",
    "crm_core.quotes",
    "crm_core.tenders",
    "personalization.interactions",
    "personalization.recommendations",
    "personalization.segments",
    "partners.accounts",
    "partners.referrals",
    "partners.commissions",
    "partners.onboarding",
    "partners.tiers",
    "partners.deal_registrations",
    "partners.lead_distribution",
    "partners.assets",
    "partners.training",
    "partners.rewards",
    "partners.sell_through",
    "partners.special_prices",
    "partners.funds",
    "partners.locator",
    "partners.scorecards",
    "partners.ordering",
    "partners.portal",
    "content",
    "config.roles",
    "config.adventureworks",
    "config.schema",
    "config.page_cache",
]
OSCAR = [
    "config.oscar.KilnShopConfig",
    "shop.catalogue.apps.CatalogueConfig",
    "shop.partner.apps.PartnerConfig",
    "shop.basket.apps.BasketConfig",
    "shop.shipping.apps.ShippingConfig",
    "shop.checkout.apps.CheckoutConfig",
    "shop.order.apps.OrderConfig",
    "shop.customer.apps.CustomerConfig",
    "search.apps.SearchConfig",
    "config.oscar.QuietAnalyticsConfig",
    "oscar.apps.address.apps.AddressConfig",
    "shop.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig",
    "oscar.apps.payment.apps.PaymentConfig",
    "shop.offer.apps.OfferConfig",
    "shop.voucher.apps.VoucherConfig",
    "shop.wishlists.apps.WishlistsConfig",
    "shop.dashboard.apps.DashboardConfig",
    "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
    "shop.dashboard.users.apps.UsersDashboardConfig",
    "shop.dashboard.orders.apps.OrdersDashboardConfig",
    "shop.dashboard.catalogue.apps.CatalogueDashboardConfig",
    "shop.dashboard.offers.apps.OffersDashboardConfig",
    "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig",
    "oscar.apps.dashboard.pages.apps.PagesDashboardConfig",
    "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
    "shop.dashboard.reviews.apps.ReviewsDashboardConfig",
    "shop.dashboard.vouchers.apps.VouchersDashboardConfig",
    "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
    "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
    "treebeard",
    "sorl.thumbnail",
    "django_tables2",
    "widget_tweaks",
]
WAGTAIL = [
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "shop.dashboard.users.staff_app.StaffConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.locales",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]
# modeltranslation patches the admin's registry at start-up, so it stands before the apps it serves.
INSTALLED_APPS = [
    "modeltranslation",
    *OURS,
    *OSCAR,
    *WAGTAIL,
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "shop.deadlines.PageDeadlineMiddleware",
    "config.bounded_input.BoundedInputMiddleware",
    "config.middleware.CanonicalHostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "config.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.middleware.MaintenanceMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.page_cache.middleware.PageCacheMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.gate.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "crm_core.offline.middleware.EmptyDeviceMiddleware",
    "shop.audit.acting.ActingUserMiddleware",
    "shop.act_as.middleware.ActAsMiddleware",
    "shop.backoffice.access.BackOfficeAccessMiddleware",
    "shop.basket.middleware.BasketMiddleware",
    "personalization.interactions.middleware.VisitorMiddleware",
    "partners.referrals.middleware.ReferralMiddleware",
    "config.middleware.QueryPreservingRedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "config.template_loader.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oscar.core.context_processors.metadata",
                "shop.identity.context.shop",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

DATABASES = {"default": {**environment.DATABASE, "CONN_HEALTH_CHECKS": True}}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["ENGINE"] = "config.postgresql"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers take the lock at once and wait for each other; readers never wait (WAL).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
elif environment.DATABASE_POOL:
    DATABASES["default"]["OPTIONS"] = {"pool": True}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60

if environment.REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "config.caches.RedisCache",
            "LOCATION": environment.REDIS_URL,
            "KEY_PREFIX": "kiln",
        },
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
        },
    }
SESSION_ENGINE = "config.sessions"

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("zh-hans", _("Simplified Chinese")),
    ("zh-hant", _("Traditional Chinese")),
]
LOCALE_PATHS = [ROOT / "config" / "locale", ROOT / "config" / "locale_oscar"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("en",), "zh-hant": ("zh-hans", "en")}
TIME_ZONE = "UTC"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "config.formats"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [ROOT / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.bundles.BundleFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Attachments of mails and of what staff note of customers: handed out by views only.
KILN_PRIVATE_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# A page waits so long in all for servers that are not ours (payments, VAT register, mail); a job waits
# longer. So many failures in a row, and one that does not answer is left alone for so long.
KILN_PAGE_PATIENCE_SECONDS = 3.0
KILN_BREAKER_FAILURES = 3
KILN_BREAKER_PAUSE_SECONDS = 30

# Whole pages for anonymous visitors: so many megabytes in each web process (0: none are kept), for so long.
KILN_PAGE_CACHE_MB = environment.PAGE_CACHE_MB
KILN_PAGE_CACHE_SECONDS = 60

# Views and searches go to the worker together: so many, or so long after the first.
KILN_INTERACTION_BATCH_SIZE = 20
# Hold every use of a prepared query against the query it was written from; costs what it saves.
KILN_CHECK_PREPARED_QUERIES = False
KILN_INTERACTION_BATCH_SECONDS = 2.0

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.LOG_LEVEL},
    # Each saved page, each finished task and each request to Elasticsearch is no news.
    "loggers": {name: {"level": "WARNING"} for name in ("wagtail", "django_tasks", "elastic_transport")},
}
