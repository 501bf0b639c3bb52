"""Offers without what is not the reader's business, in a stable order."""

from django.db.models import QuerySet
from oscar.apps.dashboard.offers import views

SEES_MONEY = "order.view_order"


class OfferListView(views.OfferListView):
    """Offers by the order in which they are applied; what they cost only for who may see orders."""

    def get_queryset(self) -> QuerySet:
        """Sort what Oscar found, unless the reader sorted it."""
        offers = super().get_queryset()
        return offers if offers.ordered else offers.order_by("-priority", "pk")

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Take the amounts away from who may not see them."""
        context = super().get_context_data(**kwargs)
        if not self.request.user.has_perm(SEES_MONEY):
            for offer in context["object_list"]:
                offer.total_discount = None
        return context


class OfferDetailView(views.OfferDetailView):
    """An offer; the orders that used it, on the page and as a file, only for who may see orders."""

    def get_queryset(self) -> QuerySet:
        """Leave the orders out for everybody else."""
        discounts = super().get_queryset()
        return discounts if self.request.user.has_perm(SEES_MONEY) else discounts.none()

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Take away what the offer cost so far."""
        if not self.request.user.has_perm(SEES_MONEY):
            self.offer.total_discount = None
        return super().get_context_data(**kwargs)
