"""Oscar's pages of offers; what only a code opens has none."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from oscar.apps.offer import views

from shop.catalogue.models import Product
from shop.offer.applicable import offers_meant_for
from shop.offer.labels import offer_conditions, offer_label
from shop.offer.loading import PARTS
from shop.offer.models import ConditionalOffer
from shop.offer.ranges import listed_products
from shop.partner.buyers import Buyer
from shop.partner.strategy import Strategy
from shop.partner.visibility import hidden_profiles


class OfferListView(views.OfferListView):
    """The offers without a code that can be had now and are for this buyer, each with its label."""

    def get_queryset(self) -> QuerySet[ConditionalOffer]:
        """Read with each offer what its label tells."""
        found = super().get_queryset().filter(pk__in=offers_meant_for(_buyer(self.request)))
        return found.select_related(*PARTS, "condition__range", "benefit__range")

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add `rows`: pairs of an offer and what it gives, empty where that is its name already."""
        context = super().get_context_data(**kwargs)  # type: ignore[arg-type]
        return context | {"rows": [(offer, _label(offer)) for offer in context["offers"]]}


class OfferDetailView(views.OfferDetailView):
    """An offer without a code that can be had now and is for this buyer; any other is not found."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it with its products."""
        found = ConditionalOffer.active.filter(slug=self.kwargs["slug"], offer_type=ConditionalOffer.SITE)
        if not found.filter(pk__in=offers_meant_for(_buyer(request))).exists():
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add `label` and `conditions`, as a product's page tells them."""
        words = {"label": _label(self.offer), "conditions": offer_conditions(self.offer)}
        return super().get_context_data(**kwargs) | words

    def get_queryset(self) -> QuerySet[Product]:
        """List what counts for the offer, variants that stand for their product among it."""
        counting = self.offer.condition.range
        if counting is None:
            return Product.objects.none()
        hidden = hidden_profiles(_buyer(self.request))
        return listed_products(counting, hidden=hidden).filter(is_discountable=True)


def _buyer(request: HttpRequest) -> Buyer:
    strategy: Strategy = request.strategy  # type: ignore[attr-defined]
    return strategy.buyer


def _label(offer: ConditionalOffer) -> str:
    label = offer_label(offer)
    return "" if label == offer.name else label


class RangeDetailView(views.RangeDetailView):
    """A collection with what stands in it, in the order that staff gave it."""

    def get_queryset(self) -> QuerySet[Product]:
        """List each product once, whatever other ranges it stands in."""
        return listed_products(self.range, hidden=hidden_profiles(_buyer(self.request)))
