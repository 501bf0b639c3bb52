"""Oscar's pages of offers; what only a code opens has none."""

from django.http import Http404, HttpRequest, HttpResponse
from oscar.apps.offer import views

from shop.offer.models import ConditionalOffer

OfferListView = views.OfferListView


class OfferDetailView(views.OfferDetailView):
    """An offer for everybody that can be had now; any other is not found."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it with its products."""
        found = ConditionalOffer.active.filter(slug=self.kwargs["slug"], offer_type=ConditionalOffer.SITE)
        if not found.exists():
            raise Http404
        return super().get(request, *args, **kwargs)
