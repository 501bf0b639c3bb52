"""The mail that says that it is time to order."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.shopping_lists.models import ShoppingList

DUE = "shopping-list-due"


def _sample() -> dict[str, object] | None:
    found = ShoppingList.objects.order_by("-pk").first()
    if found is None:
        return None
    return {"shopping_list": found, "address": f"{settings.KILN_BASE_URL.rstrip('/')}/lists/{found.pk}/"}


KINDS.register(
    EmailType(
        code=DUE,
        name=_("Shopping list: time to order"),
        template="shopping_lists/mail/due",
        sample=_sample,
        purpose=TRANSACTIONAL,  # its reader has asked to be reminded of this list
    )
)
