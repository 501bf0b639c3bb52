"""What becomes of shopping lists when somebody wants to be forgotten."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, Eraser
from shop.privacy.erasure.rows import deleted, redact_rows
from shop.shopping_lists.models import ShoppingList, ShoppingListLine


def erase_lists(person: Person) -> int:
    """Delete their lists; on lists that colleagues share strike their name out."""
    number = deleted(_lists(person))
    others = ShoppingList.objects.filter(company__isnull=False)
    redact_rows(others, ["name", "note"], person)
    redact_rows(ShoppingListLine.objects.filter(shopping_list__in=others).exclude(note=""), ["note"], person)
    return number


def _lists(person: Person) -> QuerySet[ShoppingList]:
    return ShoppingList.objects.filter(owner__in=person.users)


ERASERS.register(
    Eraser(
        name="shopping-lists",
        label=_("shopping lists"),
        fields=("shopping_lists.ShoppingList.*", "shopping_lists.ShoppingListLine.*"),
        erase=erase_lists,
        count=lambda person: _lists(person).count(),
    )
)
