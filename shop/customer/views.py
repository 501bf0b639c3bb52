"""The account area: what is overridden of Oscar's. Logging in is allauth's."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView, View
from oscar.apps.customer import views

from shop.basket.reordering import reorder
from shop.basket.services import BasketClosedError
from shop.basket.views import fresh_basket
from shop.checkout.forms import UserAddressForm
from shop.contact_data import normalised_email
from shop.customer.forms import ProfileForm
from shop.customer.queries import default_shipping_address, ordered_lines, orders_of
from shop.order.models import Line as OrderLine, Order
from shop.order.visible import orders_visible_to
from shop.user.models import UserRequest

ORDERS_SHOWN = 3


class AccountSummaryView(views.PageTitleMixin, TemplateView):
    """The first page: the last orders and where parcels go. Logged in only (see Oscar's URLs)."""

    request: UserRequest

    template_name = "customer/summary.html"
    page_title = _("Your account")

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Give the template `orders` and `address`."""
        user = self.request.user
        return super().get_context_data(
            orders=orders_of(user)[:ORDERS_SHOWN], address=default_shipping_address(user), **kwargs
        )


class ProfileUpdateView(views.ProfileUpdateView):
    """The user's name."""

    form_class = ProfileForm
    page_title = _("Your name")
    success_url = reverse_lazy("customer:summary")


class OrderHistoryView(views.OrderHistoryView):
    """The user's own orders; Oscar's search form is left out."""

    request: UserRequest

    page_title = _("Your orders")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show a page of orders."""
        self.form = None
        return super(views.OrderHistoryView, self).get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Order]:
        """Only one's own, each with its pieces counted."""
        return orders_of(self.request.user)


class ReorderMixin:
    """Puts lines of one's own order into the basket again; names each that is left out, with the reason."""

    request: Any
    response: Any

    def reorder_lines(self, number: str, lines: QuerySet[OrderLine]) -> None:
        """Fill the basket and go there, or back to the order when nothing could be added."""
        found = lines.select_related("product__parent__product_class", "product__product_class")
        chosen = list(found.prefetch_related("attributes__option").order_by("pk"))
        try:
            done = reorder(self.request.basket, chosen)
        except BasketClosedError:
            done = reorder(fresh_basket(self.request), chosen)
        for problem in done.problems:
            messages.warning(self.request, problem)
        if not done.added:
            self.response = redirect("customer:order", order_number=number)
            return
        text = gettext("The available items of order %(number)s are in your basket.")
        if not done.problems:
            text = gettext("All items of order %(number)s are in your basket.")
        messages.info(self.request, text % {"number": number})
        self.response = redirect("basket:summary")


class OrderDetailView(ReorderMixin, views.OrderDetailView):
    """One of the user's own orders; anybody else's is 404."""

    def do_reorder(self, order: Order) -> None:
        """Order everything of it again."""
        self.reorder_lines(order.number, order.lines.all())

    def get_page_title(self) -> str:
        """Name the order."""
        return gettext("Order %(number)s") % {"number": self.object.number}

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add the lines with their pictures."""
        return super().get_context_data(lines=ordered_lines(self.object), **kwargs)


@method_decorator(require_POST, name="dispatch")
class OrderLineView(ReorderMixin, views.OrderLineView):
    """Put a line of an order into the basket again; there is nothing to look at."""

    def do_reorder(self, line: OrderLine) -> None:
        """Order this line again."""
        self.reorder_lines(line.order.number, OrderLine.objects.filter(pk=line.pk))

    def get_object(self, queryset: QuerySet | None = None) -> OrderLine:
        """Find a line of an order that the user may see; any other is 404."""
        seen = orders_visible_to(self.request.user).filter(number=self.kwargs["order_number"])
        own = {"order__in": seen.values("pk")}
        return get_object_or_404(OrderLine, pk=self.kwargs["line_id"], **own)  # guard: own-order-line

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Take the button's word only."""
        if request.POST.get("action") != "reorder":
            line = self.get_object()
            return redirect("customer:order", line.order.number)
        return super().post(request, *args, **kwargs)


class SignedOrderLink(View):
    """What the link to a guest's order has to be: signed by us. Any other is 404, before any question."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Check the signature first."""
        order = Order.objects.filter(user=None, number=self.kwargs["order_number"]).first()
        if order is None or not order.check_verification_hash(self.kwargs["hash"]):
            raise Http404(gettext("There is no order for this link."))
        return super().dispatch(request, *args, **kwargs)


class OrderOfAddress:
    """Finds the guest's order of the link for whoever knows its address, in whatever case and spelling."""

    email: str | None
    kwargs: dict[str, str]

    def get_object(self, queryset: QuerySet | None = None) -> Order | None:
        """Return the order; None while the address that was typed is not the order's."""
        order = Order.objects.filter(user=None, number=self.kwargs["order_number"]).first()
        is_theirs = order is not None and normalised_email(order.email) == normalised_email(self.email or "")
        return order if is_theirs else None


class AnonymousOrderFormView(SignedOrderLink, OrderOfAddress, views.AnonymousOrderFormView):
    """Asks whoever has the link for the e-mail address that the order was placed with."""


class AnonymousOrderDetailView(SignedOrderLink, OrderOfAddress, views.AnonymousOrderDetailView):
    """A guest's order, by its link and the e-mail address it was placed with."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add the lines with their pictures."""
        return super().get_context_data(lines=ordered_lines(self.object), **kwargs)


@method_decorator(require_POST, name="dispatch")
class AddressChangeStatusView(views.AddressChangeStatusView):
    """Make an address the one for parcels or for invoices; Oscar's does it on GET."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Do what Oscar's GET does."""
        return self.get(request, *args, **kwargs)


class AddressListView(views.AddressListView):
    """The user's own addresses with their countries."""

    def get_queryset(self) -> QuerySet:
        """Load countries along: each address names its own."""
        return super().get_queryset().select_related("country")


class AddressCreateView(views.AddressCreateView):
    """A new address, asked for as the checkout asks."""

    form_class = UserAddressForm


class AddressUpdateView(views.AddressUpdateView):
    """An address, asked for as the checkout asks."""

    form_class = UserAddressForm
