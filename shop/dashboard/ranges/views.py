"""The list of collections, without the products that were picked for one offer."""

from django.db.models import QuerySet
from oscar.apps.dashboard.ranges import views

from shop.offer.models import Range


class RangeListView(views.RangeListView):
    """Collections that somebody named."""

    def get_queryset(self) -> QuerySet[Range]:
        """Leave out what belongs to one offer."""
        found: QuerySet[Range] = super().get_queryset()
        return found.filter(is_for_one_offer=False)
