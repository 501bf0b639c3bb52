"""Where Oscar finds our fork of `basket`."""

from django.urls import URLPattern, path
from oscar.apps.basket import apps
from oscar.core.loading import get_class


class BasketConfig(apps.BasketConfig):
    """Oscar's own label and names of URLs, our views; lines change one by one."""

    name = "shop.basket"

    def ready(self) -> None:
        """Load the views, ours first; listen to people who log out."""
        from shop.basket import receivers, voucher_views

        self.summary_view = get_class("basket.views", "BasketView")
        self.add_view = get_class("basket.views", "BasketAddView")
        self.line_change_view = get_class("basket.views", "LineChangeView")
        self.line_remove_view = get_class("basket.views", "LineRemoveView")
        self.add_voucher_view = voucher_views.VoucherAddView
        self.remove_voucher_view = voucher_views.VoucherRemoveView

    def get_urls(self) -> list[URLPattern]:
        """Mount the basket's pages."""
        urls = [
            path("", self.summary_view.as_view(), name="summary"),
            path("add/<int:pk>/", self.add_view.as_view(), name="add"),
            path("lines/<int:pk>/", self.line_change_view.as_view(), name="line"),
            path("lines/<int:pk>/remove/", self.line_remove_view.as_view(), name="line-remove"),
            path("vouchers/add/", self.add_voucher_view.as_view(), name="vouchers-add"),
            path("vouchers/<int:pk>/remove/", self.remove_voucher_view.as_view(), name="vouchers-remove"),
        ]
        return self.post_process_urls(urls)
