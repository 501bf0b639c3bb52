"""The list of offers in a stable order: Oscar pages through it as the database happens to answer."""

from django.db.models import QuerySet
from oscar.apps.dashboard.offers import views


class OfferListView(views.OfferListView):
    """Offers by the order in which they are applied."""

    def get_queryset(self) -> QuerySet:
        """Sort what Oscar found, unless the reader sorted it."""
        offers = super().get_queryset()
        return offers if offers.ordered else offers.order_by("-priority", "pk")
