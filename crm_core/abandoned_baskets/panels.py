"""What the customer page and their timeline say of baskets that were left."""

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.abandoned_baskets.queries import latest_of
from crm_core.customers.attention import (
    OPEN_ITEMS,
    SUGGESTIONS,
    OpenItem,
    OpenSource,
    Suggestion,
    SuggestionSource,
    once_for_page,
)
from crm_core.customers.models import Customer
from crm_core.timeline.kinds import KINDS, TimelineKind
from shop.backoffice.templatetags.backoffice_tags import ago
from shop.formats import format_money
from shop.user.models import User

#: Later nobody remembers what they wanted.
ASK_WITHIN = timedelta(days=14)
VIEW = "abandoned_baskets.view_abandonedbasket"


@once_for_page
def _left(customer: Customer) -> AbandonedBasket | None:
    return latest_of(customer)


def abandoned_basket(customer: Customer, user: User) -> list[OpenItem]:
    """Name the basket that was left last and never became an order."""
    spell = _left(customer)
    if spell is None:
        return []
    is_seen = user.has_perm(VIEW)
    worth = format_money(spell.value, spell.currency) if is_seen else ""
    return [
        OpenItem(
            label=_("Basket abandoned"),
            note=" · ".join(filter(None, [worth, ago(spell.abandoned_at)])),
            url=reverse("abandoned_baskets:inspect", args=[spell.pk]) if is_seen else "?group=web#timeline",
        )
    ]


def write_about_basket(customer: Customer, _user: User) -> Sequence[Suggestion]:
    """Suggest to ask after a basket that was left in the last fortnight."""
    spell = _left(customer)
    if spell is None or spell.abandoned_at < timezone.now() - ASK_WITHIN:
        return []
    when = ago(spell.abandoned_at)
    return [
        Suggestion(
            label=_("Ask about the basket"),
            reason=_("abandoned %(when)s, nothing ordered since") % {"when": when},
            weight=50,
            action="mail",
        )
    ]


OPEN_ITEMS.register(OpenSource(name="basket", read=abandoned_basket, order=40))
SUGGESTIONS.register(SuggestionSource(name="basket", read=write_about_basket, order=20))
KINDS.register(
    TimelineKind(
        name="basket.restored",
        label=gettext_lazy("Basket restored"),
        group="web",
        icon="rotate",
        template="crm_core/abandoned_baskets/timeline_restored.html",
    )
)
