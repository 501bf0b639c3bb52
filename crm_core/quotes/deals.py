"""The deal behind a quote: found or opened with the request, moved by what both sides do, never twice."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, pgettext_lazy

from crm_core.pipeline.acts import ACTS, Act
from crm_core.pipeline.errors import DealError
from crm_core.pipeline.matching import matching_deal
from crm_core.pipeline.models import Deal
from crm_core.pipeline.services import NewDeal, buyer_act, change_deal, open_deal, reopen_deal
from crm_core.quotes.acceptance import ACT as ACCEPTED
from crm_core.quotes.models import Quote, QuoteVersion

REQUESTED, SENT, COUNTERED = "quote_requested", "quote_sent", "quote_countered"
ACTS.register(Act(name=REQUESTED, label=pgettext_lazy("a buyer's act", "Quote requested"), order=21))
ACTS.register(Act(name=SENT, label=pgettext_lazy("a buyer's act", "Quote sent"), order=22))
ACTS.register(Act(name=COUNTERED, label=pgettext_lazy("a buyer's act", "Counter-offer"), order=23))
ACTS.register(Act(name=ACCEPTED, label=pgettext_lazy("a buyer's act", "Quote accepted"), order=24))


@transaction.atomic
def deal_of(quote: Quote) -> Deal | None:
    """Return a quote's deal: the open one that it is about (`matching`), else one opened for it, once."""
    held = Quote.objects.select_for_update().get(pk=quote.pk)
    if held.deal_id is None:
        products = _products(quote)
        found = matching_deal(held.customer, products=products, at=timezone.now())
        held.deal = found or _opened(held)
        held.save(update_fields=["deal"])
    quote.deal = held.deal
    return held.deal


def _opened(quote: Quote) -> Deal:
    return open_deal(
        NewDeal(
            customer=quote.customer,
            title=_("Quote %(number)s") % {"number": quote.number},
            owner=quote.owner,
            amount=quote.total,
            currency=quote.currency,
            source=source_of(quote),
        )
    )


def source_of(quote: Quote) -> str:
    """Name the fact that a deal was opened for."""
    return f"quote:{quote.pk}"


def _products(quote: Quote) -> Iterable[int]:
    versions = QuoteVersion.objects.filter(quote=quote)
    return [
        pk for pk in versions.values_list("lines__product", flat=True).distinct().order_by() if pk is not None
    ]


def act(quote: Quote, name: str, *, fact: str) -> None:
    """Tell the pipeline what was done with a quote, once for each `fact`; an own deal is worth its total."""
    deal = deal_of(quote)
    if deal is None or not deal.is_open:
        return
    if deal.source == source_of(quote):
        change_deal(deal, by=None, amount=quote.total)
        deal.refresh_from_db()
    buyer_act(
        quote.customer,
        name,
        source=f"quote:{quote.pk}:{fact}",
        occurred_at=timezone.now(),
        deal=deal,
    )


def reopen(quote: Quote) -> None:
    """Work again on the deal that was won by accepting a quote that nobody ordered."""
    deal = quote.deal
    if deal is None or deal.state != Deal.State.WON or deal.deal_orders.exists():
        return
    last = deal.moves.order_by("-pk").first()
    if last is None or last.act != ACCEPTED:
        return  # somebody closed it by hand: that stands
    try:
        reopen_deal(deal, by=None, act="quote_expired")
    except DealError:
        return
