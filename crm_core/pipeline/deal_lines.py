"""The products of an open deal, at the buyer's frozen price; they make its amount."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from crm_core.pipeline.changes import tell_changes, told_values
from crm_core.pipeline.errors import DealError
from crm_core.pipeline.models import Deal, DealLine
from crm_core.pipeline.moves import closed_error
from crm_core.pipeline.pricing import NewLine, line_total, priced_line, sum_of_lines
from shop.user.models import User


@transaction.atomic
def add_line(deal: Deal, line: NewLine, *, by: User | None) -> DealLine:
    """Add products at the buyer's price of now and bring the amount up to date. Raises DealError."""
    held = _held_open(deal)
    added = priced_line(held, line.product, quantity=line.quantity, discount=line.discount)
    added.full_clean(exclude=["deal", "product", "priced_at"])
    added.save()
    _add_up(held)
    deal.amount = held.amount
    return added


@transaction.atomic
def change_line(line: DealLine, *, quantity: int, discount: Decimal, by: User | None) -> DealLine:
    """Change pieces and discount of a line; its price stays the one that was frozen. Raises DealError."""
    held = _held_open(line.deal)
    line = DealLine.objects.get(pk=line.pk, deal=held)
    line.quantity, line.discount = quantity, discount
    line.total = line_total(line, currency=held.currency)
    line.full_clean(exclude=["deal", "product", "priced_at"])
    line.save(update_fields=["quantity", "discount", "total"])
    _add_up(held)
    return line


@transaction.atomic
def reprice_line(line: DealLine, *, by: User | None) -> DealLine:
    """Take the buyer's price of now for a line. Raises DealError where the product has none any more."""
    held = _held_open(line.deal)
    if line.product is None:
        raise DealError(_("This product is no longer in the catalogue."))
    new = priced_line(held, line.product, quantity=line.quantity, discount=line.discount)
    new.pk = line.pk
    new.save(force_update=True)
    _add_up(held)
    return new


@transaction.atomic
def remove_line(line: DealLine, *, by: User | None) -> None:
    """Take a line off a deal. Of the last one the amount stays as typed until somebody types another."""
    held = _held_open(line.deal)
    DealLine.objects.filter(pk=line.pk, deal=held).delete()
    _add_up(held)


def _held_open(deal: Deal) -> Deal:
    """Lock a deal whose lines change; those of a closed one stay as they were."""
    held = Deal.objects.select_for_update(of=("self",)).select_related("customer", "contact").get(pk=deal.pk)
    if not held.is_open:
        raise closed_error(held)
    return held


def _add_up(deal: Deal) -> None:
    """Write the sum of the lines as the amount, where there are lines, and tell it where it changed."""
    total = sum_of_lines(deal)
    if total is not None and total != deal.amount:
        before = told_values(deal)
        deal.amount = total
        Deal.objects.filter(pk=deal.pk).update(amount=total)
        tell_changes(deal, ["amount"], before=before)
