"""What can be browsed: what everybody may see, or what one buyer may see.

The rule stands in the query that every list begins with, so that a list that forgets about restricted
products shows none of them.
"""

from collections.abc import Collection
from typing import Self

from django.db.models import Q
from oscar.apps.catalogue import managers

CategoryManager = managers.CategoryManager
FOR_EVERYBODY = Q(visibility=None) | Q(visibility__is_restricted=False)


def not_hidden(hidden: Collection[int]) -> Q:
    """Select what points at none of these profiles."""
    return Q(visibility=None) | ~Q(visibility__in=hidden) if hidden else Q()


class ProductQuerySet(managers.ProductQuerySet):
    """Oscar's queries, closed to what only some may see."""

    def browsable(self) -> Self:
        """Return public products, no variants, that everybody may see; never restricted ones."""
        return self.filter(FOR_EVERYBODY, parent=None, is_public=True)

    def browsable_but(self, hidden: Collection[int]) -> Self:
        """Return public products, no variants, but those of profiles that this buyer does not see.

        The profiles are `shop.partner.visibility.hidden_profiles(buyer)`.
        """
        return self.filter(not_hidden(hidden), parent=None, is_public=True)


class CategoryQuerySet(managers.CategoryQuerySet):
    """Oscar's queries, closed to what only some may see."""

    def browsable(self) -> "CategoryQuerySet":
        """Return public categories below public ones that everybody may see."""
        return super().browsable().filter(FOR_EVERYBODY)
