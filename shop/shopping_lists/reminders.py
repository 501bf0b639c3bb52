"""Telling the owner of a list on its day that it is time to order; once for each day."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from shop.mail.services import send
from shop.shopping_lists.kinds import DUE
from shop.shopping_lists.models import ShoppingList
from shop.shopping_lists.queries import lists_to_remind_of
from shop.user.language import reader_language


@transaction.atomic
def remind(shopping_list: ShoppingList) -> bool:
    """Write to a list's owner that its day has come; return whether this call did.

    The day is claimed by one conditional update, so that two workers make one mail.
    """
    day = shopping_list.next_due
    same = ShoppingList.objects.filter(pk=shopping_list.pk, next_due=day).exclude(reminded_for=day)
    if not same.update(reminded_for=day):
        return False
    owner = shopping_list.owner
    language = reader_language(owner)
    with translation.override(language):
        path = reverse("shopping_lists:page", args=[shopping_list.pk])
    context = {"shopping_list": shopping_list, "address": settings.KILN_BASE_URL.rstrip("/") + path}
    send(
        DUE,
        to=owner.email,
        language=language,
        context=context,
        key=f"{DUE}:{shopping_list.pk}:{day}",
        user=owner,
    )
    return True


def due_reminders(today: date) -> list[ShoppingList]:
    """List what is to be told today."""
    return list(lists_to_remind_of(today))
