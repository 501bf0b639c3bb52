"""A product as buyers would see it, before they do."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from shop.catalogue.models import Product
from shop.dashboard.catalogue.queries import products_for_staff
from shop.storefront.views import ProductDetailView


class ProductPreviewView(ProductDetailView):
    """The storefront's page of a product that need not be for sale, for staff alone.

    Nothing can be bought from here that is not for sale: the basket asks for itself.
    """

    is_draft = False
    template_name = "backoffice/products/preview.html"

    def get_object(self, queryset: object = None) -> Product:
        """Show it as if it were for sale; nothing is saved."""
        is_loaded = hasattr(self, "object")
        product: Product = super().get_object(queryset)
        self.is_draft = self.is_draft if is_loaded else not product.is_public
        product.is_public = True
        return product

    def is_viewable(self, product: Product, request: HttpRequest) -> bool:
        """The door has asked for the right; suppliers see their own."""
        return products_for_staff(request.user).filter(pk=product.parent_id or product.pk).exists()

    def redirect_if_necessary(self, current_path: str, product: Product) -> HttpResponseBase | None:
        """Stay: this address is not the product's own. Others' products answer 404."""
        get_object_or_404(products_for_staff(self.request.user), pk=product.parent_id or product.pk)
        return None

    def send_signal(self, request: HttpRequest, response: HttpResponseBase, product: Product) -> None:
        """Count no view: the reader works here."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add the way back."""
        head = self.object.parent or self.object
        return super().get_context_data(
            edit_url=reverse("dashboard:catalogue-product", args=[head.pk]),
            is_draft=self.is_draft,
            **kwargs,
        )
