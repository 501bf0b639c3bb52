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
        from shop.checkout import address_checks, receivers
        from shop.checkout.split_views import SplitView
        from shop.payments import views as payment_views

        address_checks.install()
        self.order_view = get_class("checkout.views", "OrderView")
        self.payment_views = payment_views
        self.split_view = SplitView

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
            path("split/", self.split_view.as_view(), name="split"),
            path("payment/", self.payment_method_view.as_view(), name="payment-method"),
            path("review/", self.payment_details_view.as_view(), name="preview"),
            path("thank-you/", self.thankyou_view.as_view(), name="thank-you"),
            path("order/<str:token>/", self.order_view.as_view(), name="order"),
            *self._payment_urls(),
        ]
        return self.post_process_urls(urls)

    def _payment_urls(self) -> list[URLPattern]:
        """List the payment page and what it calls; `shop.payments` answers them."""
        views = self.payment_views
        return [
            path("pay/link/<str:token>/", views.PayLinkView.as_view(), name="pay-link"),
            path("pay/<str:number>/", views.PayView.as_view(), name="pay"),
            path("pay/<str:number>/prepare/", views.PrepareView.as_view(), name="pay-prepare"),
            path("pay/<str:number>/method/", views.ChooseMethodView.as_view(), name="pay-method"),
            path("pay/<str:number>/return/", views.ReturnView.as_view(), name="pay-return"),
        ]
