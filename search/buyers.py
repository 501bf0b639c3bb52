"""A buyer in the words of the search interface: every question to an engine is asked for somebody."""

from django.conf import settings
from django.utils.translation import get_language

from search.types import NET, BuyerContext
from shop.catalogue_visibility.queries import RULES
from shop.partner.buyers import Buyer


def price_list_of(buyer: Buyer) -> str:
    """Name the prices that this buyer sees on cards: who reads net prices narrows and sorts by these."""
    return buyer.price_list + NET if buyer.tax.shows_net else buyer.price_list


def context_of(buyer: Buyer) -> BuyerContext:
    """Return for whom a listing is made, in the language of the page.

    Audiences that no rule is for are left out, so that most companies ask what everybody asks. No query.
    """
    ruled = {rule.audience for rule in RULES.get()} if buyer.audiences else set()
    return BuyerContext(
        language=get_language() or settings.LANGUAGE_CODE,
        currency=buyer.currency,
        price_list=price_list_of(buyer),
        audiences=tuple(audience for audience in buyer.audiences if audience in ruled),
        sees_prices=buyer.sees_prices,
    )
