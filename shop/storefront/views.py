"""The product's page and the pictures. Listings are in `search.views`, where Oscar has them."""

from collections.abc import Sequence
from urllib.parse import unquote

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db.models import BigIntegerField, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import BoundField
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    QueryDict,
)
from django.utils import timezone
from django.views.decorators.http import require_safe
from oscar.apps.catalogue import views

from shop.basket.forms import AddToBasketForm
from shop.catalogue.images import PictureNotFoundError, ensure_rendition
from shop.catalogue.models import Product
from shop.catalogue.product_options import rejected_input_key, with_option_flags
from shop.compiled_queries import CompiledQuery
from shop.identity.queries import shop_identity
from shop.offer.applicable import has_site_offers
from shop.partner.buyers import buyer_for
from shop.partner.visibility import may_see
from shop.reviews.models import ProductReview
from shop.reviews.queries import approved_reviews, shown_reviews
from shop.storefront.cards import sku_of
from shop.storefront.product_page import picture_rows, product_page, with_deepest_category
from shop.storefront.structured_data import as_json_ld, breadcrumb_schema, product_schema

A_YEAR = 31_536_000
REVIEWS_SHOWN = 3
# The id of the form in `catalogue/buy.html`.
BUY_FORM = "buy"


class ProductDetailView(views.ProductDetailView):
    """A product with its variants on one page; `?sku=` selects a variant.

    A variant's own address leads there for good, so that a shared or indexed link keeps
    working. Everything shown comes from `product_page`.
    """

    template_name = "oscar/catalogue/detail.html"

    def get_object(self, queryset: object = None) -> Product:
        """Load the product with its class and the number of its reviews."""
        if not hasattr(self, "object"):
            pk = int(self.kwargs["pk"])
            found = PRODUCTS.instances([pk]) if pk <= BigIntegerField.MAX_BIGINT else []
            if not found:
                raise Http404
            self.object = found[0]
        return self.object

    def is_viewable(self, product: Product, request: HttpRequest) -> bool:
        """Show what is public and shown to this visitor; anything else only to staff who may see products."""
        is_seen = may_see(product, buyer=buyer_for(request.user))
        return is_seen or bool(request.user.has_perm("catalogue.view_product"))

    def redirect_if_necessary(self, current_path: str, product: Product) -> HttpResponseBase | None:
        """Lead from a variant to its parent with the variant selected; mend an old slug.

        The rest of the address is kept. What this visitor may not see leads nowhere, so that
        the redirect does not tell its name.
        """
        if not self.is_viewable(product, self.request):
            return None
        asked = self.request.GET.copy()
        if product.parent is not None:
            asked["sku"] = sku_of(product)
            product = product.parent
        address = product.get_absolute_url()
        if unquote(address) == unquote(current_path):
            return None
        return HttpResponsePermanentRedirect(f"{address}?{asked.urlencode()}" if asked else address)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Give the template `page` (a ProductPage), `review_count` and what `base.html` takes."""
        page = product_page(
            self.object,
            buyer=buyer_for(self.request.user),
            sku=self.request.GET.get("sku", ""),
            now=timezone.now(),
        )
        latest = approved_reviews(self.object)[:REVIEWS_SHOWN] if page.review_count else None
        base = self.request.build_absolute_uri("/")
        schemas = [
            product_schema(page, base=base, shop_name=shop_identity().name),
            breadcrumb_schema(page.breadcrumbs, base=base, here=page.url),
        ]
        # Not super(): Oscar's asks the alert form and the alert's state with queries of their own.
        return {
            "product": self.object,
            "page": page,
            "option_fields": self._option_fields(),
            "crumbs": page.breadcrumbs,
            "review_count": page.review_count,
            "latest_reviews": [] if latest is None else shown_reviews(latest, self.object),
            "share_picture": next(iter(page.pictures), None),
            "json_ld": as_json_ld(schemas),
            "view": self,
            **kwargs,
        }

    def _option_fields(self) -> list[BoundField]:
        """Return the fields of the product's options, with what was typed when it was refused."""
        if not self.object.has_options:
            return []
        typed = self.request.session.pop(rejected_input_key(self.object), None)
        form = AddToBasketForm(None, self.object, QueryDict(typed) if typed is not None else None)
        for bound in form.option_fields:
            bound.field.widget.attrs["form"] = (
                BUY_FORM  # they stand above it, as it sticks to the screen's foot
            )
        return form.option_fields


def _products(product_ids: Sequence[int], _columns: object) -> QuerySet[Product]:
    """Return products with what their pages need: class, number of reviews, options, category."""
    reviews = ProductReview.objects.approved().filter(product=OuterRef("pk")).order_by()
    count = reviews.values("product").annotate(count=Count("pk")).values("count")
    # Not the parent: only who asks for a variant needs it, and is sent there.
    found = Product.objects.filter(pk__in=product_ids).select_related("product_class")
    counted = found.annotate(
        review_count=Coalesce(Subquery(count), 0),
        may_have_offers=has_site_offers(),
        picture_rows=picture_rows(),
    ).order_by()
    return with_deepest_category(with_option_flags(counted))


PRODUCTS = CompiledQuery(_products)


@require_safe
def rendition(request: HttpRequest, width: int, name: str, kind: str) -> FileResponse:
    """Answer with a picture in a width and format, made now if it is not there yet.

    A picture never changes under its name, so a browser may keep it for a year.
    """
    try:
        path = ensure_rendition(name, width, kind)
        file = default_storage.open(path)
    except (PictureNotFoundError, SuspiciousFileOperation, FileNotFoundError) as error:
        raise Http404 from error
    response = FileResponse(file, content_type=f"image/{kind}")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response
