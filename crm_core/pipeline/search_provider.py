"""Deals in the search of the back office: of the customers that the user sees."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from crm_core.customers.access.fields import name_for
from crm_core.pipeline.access import VIEW, deals_visible_to
from crm_core.pipeline.filters import deals_matching
from crm_core.pipeline.models import Deal
from crm_core.pipeline.selection import deal_url
from shop.backoffice.global_search.registry import CANDIDATES, PROVIDERS, Fit, Hit, SearchProvider
from shop.user.models import User


def find_deals(text: str, user: User) -> list[Hit]:
    """Find by a part of the title or by the customer; open ones before closed ones."""
    seen = deals_visible_to(user, Deal.objects.select_related("customer", "stage"))
    found = deals_matching(text, user, among=seen).order_by()[:CANDIDATES]
    ranked = sorted(found, key=lambda deal: (_fit(deal, text), not deal.is_open, -deal.amount, deal.pk))
    return [
        Hit(
            title=deal.title,
            url=deal_url(deal),
            note=f"{name_for(user, deal.customer)} · {deal.stage}",
            fit=_fit(deal, text),
        )
        for deal in ranked
    ]


def _fit(deal: Deal, text: str) -> Fit:
    title, sought = deal.title.casefold(), text.casefold()
    if sought in title.split():
        return Fit.WORD
    if any(word.startswith(sought) for word in title.split()):
        return Fit.BEGINNING
    return Fit.FRAGMENT


PROVIDERS.register(
    SearchProvider(
        name="deals",
        label=_("Deals"),
        icon="tasks",
        order=15,
        permission=VIEW,
        find=find_deals,
        list_url=lambda text: f"{reverse('deals:index')}?{urlencode({'q': text})}",
    )
)
