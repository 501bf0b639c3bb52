"""Where Oscar finds our fork of `checkout`."""

from django.urls import URLPattern, path
from oscar.apps.checkout import apps
from oscar.core.loading import get_class


class CheckoutConfig(apps.CheckoutConfig):
    """Oscar's label and names of URLs; the review is the only page that places an order."""

    name = "shop.checkout"

    def ready(self) -> None:
        """Load the views, ours first."""
        super().ready()
        self.order_view = get_class("checkout.views", "OrderView")

    def get_urls(self) -> list[URLPattern]:
        """Mount the steps, the receipts and the address book's two forms."""
        urls = [
            path("", self.index_view.as_view(), name="index"),
            path("address/", self.shipping_address_view.as_view(), name="shipping-address"),
            path("address/<int:pk>/", self.user_address_update_view.as_view(), name="user-address-update"),
            path(
                "address/<int:pk>/delete/",
                self.user_address_delete_view.as_view(),
                name="user-address-delete",
            ),
            path("delivery/", self.shipping_method_view.as_view(), name="shipping-method"),
            path("payment/", self.payment_method_view.as_view(), name="payment-method"),
            path("review/", self.payment_details_view.as_view(), name="preview"),
            path("thank-you/", self.thankyou_view.as_view(), name="thank-you"),
            path("order/<str:token>/", self.order_view.as_view(), name="order"),
        ]
        return self.post_process_urls(urls)
