"""Letting go of what was written down for somebody who is forgotten."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from crm_core.customers.records import trees
from crm_core.customers.signals import customer_anonymised
from crm_core.order_entry.models import OrderDraft, StaffOrder
from shop.basket.models import Basket
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated
from shop.privacy.erasure.shop_rules import orders_of


@receiver(customer_anonymised, dispatch_uid="order_entry.customer_anonymised")
def forget_drafts(*, records: Collection[int], **kwargs: object) -> None:
    """Delete what colleagues wrote down for these records, whoever ends them."""
    forget(records)


def forget(records: Collection[int]) -> int:
    """Delete the drafts of these records, and the baskets of those that became no order; return how many."""
    return _drop(OrderDraft.objects.filter(customer__in=list(records)))


def _drop(drafts: QuerySet[OrderDraft]) -> int:
    held = list(drafts.values_list("pk", "basket"))
    number = OrderDraft.objects.filter(pk__in=[pk for pk, _basket in held]).delete()[0]
    Basket.objects.filter(pk__in=[basket for _pk, basket in held], status=Basket.SAVED).delete()
    return number


def erase_entered(person: Person) -> int:
    """Delete the drafts for the person, and blank what colleagues remarked on their orders.

    Theirs are those of their records, and those by which their account buys or that are mailed to them: what
    is written for others of the same company stays.
    """
    records = trees.tree_ids(*person.customers) if person.customers else set()
    theirs = Q(customer__in=records) | Q(account__in=person.users) | Q(mailed_to__in=person.emails)
    number = _drop(OrderDraft.objects.alias(mailed_to=Lower("email")).filter(theirs))
    remarks = StaffOrder.objects.filter(order__in=orders_of(person)).exclude(reason="", discount_reason="")
    return number + remarks.update(reason="", discount_reason="")


ERASERS.register(
    Eraser(
        name="order entry",
        label=_("orders that colleagues were writing down, and their remarks"),
        fields=(
            "order_entry.OrderDraft.*",
            "order_entry.StaffOrder.reason",
            "order_entry.StaffOrder.discount_reason",
        ),
        erase=erase_entered,
    )
)
UNRELATED.register(
    Unrelated(
        name="how orders came",
        fields=(
            "order_entry.StaffOrder.channel",
            "order_entry.StaffOrder.source",
            "order_entry.DiscountLimit.*",
        ),
    )
)
