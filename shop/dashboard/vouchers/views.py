"""Vouchers without what is not the reader's business."""

from oscar.apps.dashboard.vouchers import views

SEES_MONEY = "order.view_order"


class VoucherStatsView(views.VoucherStatsView):
    """A voucher; what it cost and the orders that used it only for who may see orders."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Take amounts and orders away from everybody else."""
        context = super().get_context_data(**kwargs)
        if not self.request.user.has_perm(SEES_MONEY):
            context["discounts"] = context["discounts"].none()
            self.object.total_discount = None
        return context
