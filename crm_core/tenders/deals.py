"""The deal behind a tender: found or opened with it, moved by its buyer, won by the order."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, pgettext_lazy

from crm_core.customers.models import Customer
from crm_core.customers.services import identify
from crm_core.pipeline.acts import ACTS, Act
from crm_core.pipeline.errors import DealError
from crm_core.pipeline.matching import matching_deal
from crm_core.pipeline.models import Deal, DealOrder, LossReason
from crm_core.pipeline.services import NewDeal, buyer_act, change_deal, lose_deal, open_deal, win_deal
from crm_core.quotes.requests import representative_of
from crm_core.tenders.models import Bid, BidLine, Tender
from shop.order.models import Order
from shop.partner.buyers import buyer_for
from shop.partner.prices import AgreedPrice
from shop.tax.classes import tax_class_of

POSTED, OPENED, AWARDED = "tender_posted", "tender_opened", "tender_awarded"
ACTS.register(Act(name=POSTED, label=pgettext_lazy("a buyer's act", "Tender posted"), order=25))
ACTS.register(Act(name=OPENED, label=pgettext_lazy("a buyer's act", "Bids opened"), order=26))
ACTS.register(Act(name=AWARDED, label=pgettext_lazy("a buyer's act", "Tender awarded"), order=27))
#: The reason that the pipeline comes with for what a buyer called off.
CALLED_OFF = "Not needed any more"


def source_of(tender: Tender) -> str:
    """Name the fact that a deal was opened for."""
    return f"tender:{tender.pk}"


@transaction.atomic
def deal_of(tender: Tender) -> Deal | None:
    """Return a tender's deal: the open one that it is about (`matching`), else one opened for it, once.

    None for a tender whose buyer is gone, and in a shop that has no pipeline in use.
    """
    held = Tender.objects.select_for_update(of=("self",)).select_related("user", "company").get(pk=tender.pk)
    if held.deal_id is None and held.user is not None:
        customer = identify(user=held.user, company=held.company)
        products = [pk for pk in held.lines.values_list("product", flat=True) if pk is not None]
        held.deal = matching_deal(customer, products=products, at=timezone.now()) or _opened(held, customer)
        held.save(update_fields=["deal"])
    tender.deal = held.deal
    return held.deal


def _opened(tender: Tender, customer: Customer) -> Deal | None:
    new = NewDeal(
        customer=customer,
        title=_("Tender %(number)s: %(title)s") % {"number": tender.number, "title": tender.title},
        owner=representative_of(tender.company),
        currency=tender.currency,
        source=source_of(tender),
    )
    try:
        return open_deal(new)
    except DealError:
        return None


def act(tender: Tender, name: str, *, bid: Bid | None = None) -> None:
    """Tell the pipeline what became of a tender, once for each act; an own deal is worth an opened bid.

    What sealed bids say never comes here: `Bid.objects` and `BidLine.objects` know none.
    """
    deal = deal_of(tender)
    if deal is None or not deal.is_open:
        return
    if bid is not None and deal.source == source_of(tender):
        change_deal(deal, by=None, amount=sum_with_tax(tender, bid))
        deal.refresh_from_db()
    buyer_act(
        deal.customer, name, source=f"{source_of(tender)}:{name}", occurred_at=timezone.now(), deal=deal
    )


def sum_with_tax(tender: Tender, bid: Bid) -> Decimal:
    """Return what an opened bid comes to, with the tax where the buyer is at home, in its currency."""
    tax, total = buyer_for(tender.user).tax, Decimal(0)
    prices = BidLine.objects.filter(bid=bid)
    for row in prices.select_related("line__product__product_class", "line__product__parent__product_class"):
        product = row.line.product
        tax_class = tax_class_of(product.get_product_class() if product is not None else None)
        price = AgreedPrice(tender.currency, row.price, is_net=True, tax_class=tax_class, tax=tax)
        total += price.line_gross(row.line.quantity)
    return total


def win(tender: Tender, order: Order) -> None:
    """Have the order win the tender's deal; where staff lost it meanwhile, that stands."""
    deal = tender.deal
    if deal is None:
        return
    try:
        with transaction.atomic():
            win_deal(deal, order, act=AWARDED)
            DealOrder.objects.filter(order=order, deal=deal).update(has_won=True)
    except DealError:
        return


def call_off(tender: Tender) -> None:
    """Lose the deal that was opened for a tender which is cancelled; one that was there before stays."""
    deal = tender.deal
    if deal is None or not deal.is_open or deal.source != source_of(tender):
        return
    reasons = LossReason.objects.filter(is_active=True)
    reason = reasons.filter(name=CALLED_OFF).first() or reasons.first()
    if reason is None:
        return
    try:
        lose_deal(deal, reason, by=None, note=tender.cancel_reason)
    except DealError:
        return  # its stage asks for something; whoever owns it decides
