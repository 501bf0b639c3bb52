"""Where everything is mounted."""

from collections.abc import Sequence
from typing import cast

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_set
from django.apps import apps
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.defaults import page_not_found, permission_denied, server_error
from django.views.generic import RedirectView, TemplateView
from oscar.core.application import OscarConfig
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from config.feeds import product_feed
from config.seo import robots, sitemap_index, sitemap_section
from content.external_links import LinkView
from content.renditions import RenditionView
from content.uploads import serve_document
from crm_core.activities.feed import feed as calendar_feed
from shop.catalogue.images import FORMATS
from shop.mail.outbox import outbox
from shop.payments.webhook_views import stripe_webhook
from shop.storefront.styleguide import styleguide
from shop.storefront.views import rendition

shop = cast("OscarConfig", apps.get_app_config("oscar"))
dashboard = cast("OscarConfig", apps.get_app_config("dashboard"))

MEDIA = settings.MEDIA_URL.lstrip("/")


def without(patterns: Sequence[URLPattern | URLResolver], *routes: str) -> list[URLPattern | URLResolver]:
    """Leave out addresses that another package would answer by views of its own."""
    return [pattern for pattern in patterns if str(pattern.pattern) not in routes]


# There is one log-in, allauth's. The names of the others stay, because Wagtail reverses them.
to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)
to_password = RedirectView.as_view(pattern_name="account_reset_password")
office = without(wagtailadmin_urls.urlpatterns, "login/", "password_reset/", "test404/", "failwhale/")
set_password = reauthentication_required(app="allauth.account")(password_set)
documents = without(wagtaildocs_urls.urlpatterns, r"^(\d+)/(.*)$")
pages = without(wagtail_urls.urlpatterns, "_util/login/")

urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap_section, name="sitemap-section"),
    path("feeds/<slug:language>-<str:country>.xml", product_feed, name="product-feed"),
    path("calendar/<str:token>.ics", calendar_feed, name="activity_feed"),
    path("cms/shop/", dashboard.urls),
    path("cms/login/", to_login, name="wagtailadmin_login"),
    path("cms/password_reset/", to_password, name="wagtailadmin_password_reset"),
    path(
        "cms/choose-external-link/",
        require_admin_access(LinkView.as_view()),
        name="wagtailadmin_choose_page_external_link",
    ),
    path("cms/", include(office)),
    re_path(r"^documents/(\d+)/(.*)$", serve_document, name="wagtaildocs_serve"),
    path("documents/", include(documents)),
    path("i18n/", include("django.conf.urls.i18n")),
    *(
        path(
            f"{MEDIA}renditions/<int:width>/<path:name>.{kind}",
            rendition,
            {"kind": kind},
        )
        for kind in FORMATS
    ),
    re_path(r"^images/([^/]*)/(\d+)/([^/]*)/[^/]*$", RenditionView.as_view(), name="wagtailimages_serve"),
    path("r/", include("partners.referrals.urls")),
    path("payments/stripe/webhook/", stripe_webhook, name="stripe-webhook"),
]

if settings.KILN_MAIL_REPORTS:
    urlpatterns += [path("mail/reports/", include("anymail.urls"))]
if settings.DEBUG:
    urlpatterns += [
        path("styleguide/", styleguide, name="styleguide"),
        path("outbox/", outbox, name="outbox"),
    ]
    # The pages for what went wrong; Django's own stand in their place while one develops.
    urlpatterns += i18n_patterns(
        path("403/", permission_denied, {"exception": PermissionDenied()}),
        path("404/", page_not_found, {"exception": Http404()}),
        path("429/", TemplateView.as_view(template_name="429.html")),
        path("500/", server_error),
        path("503/", TemplateView.as_view(template_name="503.html")),
        prefix_default_language=False,
    )
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

urlpatterns += i18n_patterns(
    path("accounts/", include("shop.privacy.urls")),
    path("accounts/cards/", include("shop.payments.urls")),
    path("", include("shop.budgets.urls")),
    path("", include("shop.purchase_approvals.urls")),
    path("invoices/", include("shop.documents.urls")),
    path("company/", include("shop.trade_credit.urls")),
    path("accounts/store-credit/", include("shop.gift_cards.account_urls")),
    path("gift-cards/", include("shop.gift_cards.urls")),
    path("order-changes/", include("shop.order_changes.urls")),
    path("accounts/", include("shop.user.urls")),
    # An account that has no password is opened by keys; setting one asks for such a key anew.
    path("accounts/password/set/", set_password, name="account_set_password"),
    path("accounts/", include("allauth.urls")),
    path("consent/", include("personalization.interactions.urls")),
    path("recommendations/", include("personalization.recommendations.urls")),
    path("subscriptions/", include("crm_core.consents.urls")),
    path("approvals/", include("crm_core.approvals.urls")),
    path("returns/", include("shop.returns.urls")),
    path("withdrawal/", include("shop.withdrawal.urls")),
    path("warranty/", include("shop.warranties.urls")),
    path("quotes/", include("crm_core.quotes.urls")),
    path("company/quotes/", include("crm_core.quotes.company_urls")),
    path("restore/", include("crm_core.abandoned_baskets.urls")),
    path("partners/", include("partners.portal.urls")),
    path("partners/", include("partners.tiers.urls")),
    path("partners/", include("partners.deal_registrations.urls")),
    path("partners/", include("partners.lead_distribution.urls")),
    path("partners/", include("partners.assets.urls")),
    path("partners/", include("partners.training.urls")),
    path("partners/", include("partners.rewards.urls")),
    path("partners/", include("partners.sell_through.urls")),
    path("partners/", include("partners.special_prices.urls")),
    path("partners/", include("partners.funds.urls")),
    path("partners/", include("partners.locator.urls")),
    path("partners/", include("partners.scorecards.urls")),
    path("find-a-partner/", include("partners.locator.public_urls")),
    path("partners/", include("partners.ordering.urls")),
    path("company/", include("shop.company_accounts.urls")),
    path("quick-order/", include("shop.quick_order.urls")),
    path("lists/", include("shop.shopping_lists.urls")),
    path("act-as/", include("shop.act_as.urls")),
    path("company/tenders/", include("crm_core.tenders.urls")),
    path("company/", include("shop.company_accounts.registration.urls")),
    path("shop/", include(shop.get_urls())),
    path("_util/login/", to_login, name="wagtailcore_login"),
    path("", include(pages)),
    prefix_default_language=False,
)
