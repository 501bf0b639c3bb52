"""Staff edit an order: propose, look at what it does to goods and money, apply exactly that; and undo it."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from oscar.apps.payment.exceptions import PaymentError

from shop.catalogue.models import Product
from shop.checkout.address_forms import ShippingAddressForm
from shop.dashboard.catalogue.queries import products_matching
from shop.dashboard.orders.edit_forms import OrderEditForm, OrderProductField, sellable
from shop.dashboard.orders.queries import orders_visible_to
from shop.dashboard.orders.selection import order_url
from shop.order.exceptions import ChangeRefusedError, MoveForbiddenError
from shop.order.links import order_token
from shop.order.models import Order
from shop.order_changes.buyer_views import address_proposal
from shop.order_changes.exceptions import OrderMovedError
from shop.order_changes.models import OrderChange
from shop.order_changes.preview import preview
from shop.order_changes.proposals import Proposal
from shop.order_changes.services import apply_change
from shop.order_changes.state import ADDRESS_FIELDS, read_state
from shop.order_changes.undoing import undo_problem
from shop.order_statuses import CANCELLED, CHANGE
from shop.payments.gateways import GatewayError
from shop.payments.queries import balance_of, waits_for_money
from shop.user.models import User

FOUND = 20
ADDRESS = "address"


class OrderEditView(TemplateView):
    """One page: the form, below it what it does once it was asked, and the button that does it."""

    template_name = "backoffice/orders/edit.html"
    order: Order

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the order among those that this user may see and change."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        self.order = get_object_or_404(orders_visible_to(request.user), number=kwargs["number"])
        if self.order.status == CANCELLED:
            messages.info(request, _("The order is cancelled."))
            return redirect(order_url(self.order))
        return super().dispatch(request, *args, **kwargs)

    def _forms(self) -> tuple[OrderEditForm, ShippingAddressForm | None]:
        data = self.request.POST or None
        form = OrderEditForm(data, order=self.order, state=read_state(self.order))
        address = self.order.shipping_address
        if address is None:
            return form, None
        known = {name: getattr(address, name) for name in ADDRESS_FIELDS} | {"country": address.country_id}
        is_moved = bool(data and data.get("change_address"))
        bound = data if is_moved else None
        return form, ShippingAddressForm(bound, initial=known, prefix=ADDRESS)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show what the form would do, or do what was shown."""
        form, address = self._forms()
        is_moved = address is not None and address.is_bound
        if not form.is_valid() or (is_moved and address is not None and not address.is_valid()):
            return self._page(form, address)
        proposals = form.proposals
        if is_moved and address is not None:
            proposals.insert(0, address_proposal(address))
        if request.POST.get("confirmed") == "1":
            return self._apply(form, address, proposals)
        return self._show(form, address, proposals)

    def _show(
        self, form: OrderEditForm, address: ShippingAddressForm | None, proposals: list[Proposal]
    ) -> HttpResponse:
        shown = preview(self.order, proposals, by=self.request.user)
        for problem in shown.problems:
            form.add_error(None, problem)
        return self._page(form, address, preview=shown if shown.is_possible else None)

    def _apply(
        self, form: OrderEditForm, address: ShippingAddressForm | None, proposals: list[Proposal]
    ) -> HttpResponse:
        try:
            change = apply_change(
                self.order,
                proposals,
                fingerprint=self.request.POST.get("fingerprint", ""),
                key=f"staff-{self.request.POST.get('key', '')}"[:120],
                by=self.request.user,
                settlement=form.chosen_settlement,
                reason=form.cleaned_data["reason"],
            )
        except MoveForbiddenError as error:
            raise PermissionDenied from error
        except OrderMovedError as moved:
            messages.warning(self.request, str(moved))
            self.order.refresh_from_db()
            return self._show(form, address, proposals)
        except (ChangeRefusedError, PaymentError) as refusal:
            form.add_error(None, str(refusal))
            return self._page(form, address)
        except GatewayError:
            form.add_error(None, _("The payment provider does not answer. Please try again in a minute."))
            return self._page(form, address)
        messages.success(self.request, change.summary)
        return redirect(f"{order_url(self.order)}#panel-changes")

    def _page(self, form: OrderEditForm, address: ShippingAddressForm | None, **more: Any) -> HttpResponse:
        has_errors = bool(form.errors or (address is not None and address.errors))
        context = self.get_context_data(form=form, address_form=address, **more)
        return self.render_to_response(context, status=422 if has_errors else 200)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the page its heading, the forms, the key of this one request."""
        if "form" not in kwargs:
            kwargs["form"], kwargs["address_form"] = self._forms()
        title = _("Edit order %(number)s") % {"number": self.order.number}
        return super().get_context_data(
            order=self.order,
            key=self.request.POST.get("key") or uuid4(),
            back=order_url(self.order),
            moves_address=bool(self.request.POST.get("change_address")),
            header_title=title,
            page_title=title,
            header_icon="edit",
            breadcrumbs_items=[
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("dashboard:order-list"), "label": _("Orders")},
                {"url": order_url(self.order), "label": self.order.number},
                {"url": "", "label": _("Edit")},
            ],
            **kwargs,
        )


class OrderProductsView(View):
    """What can be added to an order, for the picker, as JSON."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """Find products and variants by name, SKU or EAN."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        heads = Product.objects.filter(parent=None)
        found = [row.pk for row in products_matching(text, among=heads)[:FOUND]] if text else []
        field = OrderProductField()
        rows = sellable().filter(Q(pk__in=found) | Q(parent__in=found))
        results = [{"pk": row.pk, "label": field.label_from_instance(row)} for row in rows[: 2 * FOUND]]
        return JsonResponse({"results": results})


class OrderAddressView(View):
    """The address is a part of the order's editing: it may change tax and delivery."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """Lead there who may change orders."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        order = get_object_or_404(orders_visible_to(request.user), number=number)
        return redirect(reverse("dashboard:order-edit", args=[order.number]) + "#delivery-address")


def changes(order: Order, user: User | AnonymousUser) -> dict[str, object] | None:
    """Tell what was changed, latest first, which of it can be undone, and how the buyer pays a difference."""
    rows = list(OrderChange.objects.filter(order=order).select_related("by", "undone_by")[:50])
    if not rows:
        return None
    may_change = user.has_perm(CHANGE)
    return {
        "order": order,
        "changes": rows,
        "undoable": rows[0].pk if may_change and not undo_problem(rows[0]) else None,
        "due": balance_of(order).outstanding if waits_for_money(order) else 0,
        "pay_path": reverse("checkout:pay-link", args=[order_token(order)]),
    }
