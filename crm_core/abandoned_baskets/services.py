"""What ends a quiet spell."""

from django.db import transaction
from django.utils import timezone

from crm_core.abandoned_baskets.events import BasketRecovered
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.abandoned_baskets.queries import recovery_window, restored_into, spells_of_order
from crm_core.abandoned_baskets.reminders import key_of
from shop.events.services import publish
from shop.mail.models import Mail
from shop.order.models import Order

Outcome = AbandonedBasket.Outcome


@transaction.atomic
def end_by_order(order: Order) -> None:
    """Close the spells of whoever ordered, and say which of them the order recovered; again it does nothing.

    A spell is ORDERED where its own basket was, or one that it was restored into or joined with; otherwise
    its owner ordered something else. The latest that was reminded or restored is the one recovered.
    """
    spells = spells_of_order(order)
    restored = restored_into(spells, order.basket_id)
    is_counted = AbandonedBasket.objects.filter(order=order, is_recovered=True).exists()
    for spell in spells:
        is_same = spell.pk in restored or order.basket_id == spell.basket_id
        is_same = is_same or spell.outcome == Outcome.MERGED
        if not is_same and spell.outcome == Outcome.RESUMED:
            continue
        spell.outcome = Outcome.ORDERED if is_same else Outcome.OTHERWISE
        spell.ended_at, spell.order = timezone.now(), order
        spell.is_recovered = not is_counted and is_same and _led_to(spell, order, spell.pk in restored)
        spell.save(update_fields=["outcome", "ended_at", "order", "is_recovered"])
        if spell.is_recovered:
            is_counted = True
            publish(BasketRecovered(abandoned_id=spell.pk, order_id=order.pk, customer_id=spell.customer_id))


def _led_to(spell: AbandonedBasket, order: Order, is_restored: bool) -> bool:  # noqa: FBT001 - told by who asks
    if is_restored:
        return True
    placed = order.date_placed
    sent = Mail.objects.filter(key=key_of(spell.pk), sent_at__range=(placed - recovery_window(), placed))
    return sent.exists()
