"""Changing fields of a deal, and telling which."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from crm_core.pipeline.events import DealChanged
from crm_core.pipeline.models import Deal
from shop.events.services import publish
from shop.money import check_payable
from shop.user.models import User

#: What `change_deal` may write; stages move by `move_deal`.
CHANGEABLE = frozenset(
    {"title", "contact", "owner", "amount", "probability", "expected_close_on", "customer"}
)


@transaction.atomic
def change_deal(deal: Deal, *, by: User | None, **values: object) -> list[str]:
    """Write fields of a deal (`CHANGEABLE`); return those that changed, which DealChanged tells.

    The amount of a deal with products is theirs and is not written. Raises TypeError for a field that is not
    changed so, ValidationError for a value that the field refuses.
    """
    if unknown := set(values) - CHANGEABLE:
        raise TypeError(f"Not changed here: {', '.join(sorted(unknown))}.")
    held = Deal.objects.select_for_update().get(pk=deal.pk)
    if "amount" in values and (not held.is_open or held.lines.exists()):
        values.pop("amount")
    changed = [name for name, value in values.items() if getattr(held, name) != value]
    if not changed:
        return []
    before = told_values(held)
    for name in changed:
        setattr(held, name, values[name])
        setattr(deal, name, values[name])
    held.clean_fields(exclude=[f.name for f in Deal._meta.fields if f.name not in changed])
    check_payable(held.amount, held.currency)
    held.save(update_fields=changed)
    tell_changes(held, changed, before=before)
    return changed


def told_values(deal: Deal) -> dict[str, str]:
    """Return the values that `DealChanged` tells, as text; what is empty is empty."""
    told = {name: getattr(deal, name) for name in ("amount", "probability", "expected_close_on")}
    told |= {name: getattr(deal, f"{name}_id") for name in ("owner", "contact", "customer")}
    return {name: "" if value is None else str(value) for name, value in told.items()}


def tell_changes(deal: Deal, fields: Sequence[str], *, before: Mapping[str, str]) -> None:
    """Publish that fields of a deal were changed, in the transaction that wrote them.

    `before` is what `told_values` returned of the deal as it was.
    """
    if not fields:
        return
    after = told_values(deal)
    changes = {name: [before[name], after[name]] for name in sorted(fields) if name in after}
    publish(
        DealChanged(deal_id=deal.pk, customer_id=deal.customer_id, fields=sorted(fields), changes=changes)
    )
