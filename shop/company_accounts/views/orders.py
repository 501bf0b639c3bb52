"""The orders of a company, for its people as far as they may see them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView

from shop.b2b.models import CompanyContact
from shop.b2b.pages import CompanyViewMixin
from shop.company_accounts.orders_forms import OrderFilterForm
from shop.company_accounts.orders_queries import company_orders, narrowed
from shop.order.models import Order

PER_PAGE = 20


class OrdersView(CompanyViewMixin, ListView):
    """What was bought for the company; pages, reordering and invoices of orders follow the same reach."""

    template_name = "company/orders.html"
    company_permissions = ("orders.view",)
    context_object_name = "orders"
    paginate_by = PER_PAGE
    extra_context = {"page_title": _("Company's orders")}

    @cached_property
    def filter_form(self) -> OrderFilterForm:
        """What was asked for."""
        return OrderFilterForm(self.request.GET, access=self.access)

    def get_queryset(self) -> QuerySet[Order]:
        """Only what this member may see."""
        return narrowed(company_orders(self.access), **self.filter_form.chosen())

    def get_context_data(self, **kwargs: Any) -> dict[str, object]:
        """Name who bought as the company knows them."""
        context = super().get_context_data(**kwargs)
        buyers = [order.user_id for order in context["orders"] if order.user_id]
        names = dict(CompanyContact.objects.filter(user__in=buyers).values_list("user", "name"))
        for order in context["orders"]:
            order.buyer_name = names.get(order.user_id, "")
        is_narrowed = any(self.filter_form.chosen().values())
        return {**context, "filter_form": self.filter_form, "is_narrowed": is_narrowed}
