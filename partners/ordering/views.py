"""Scheduled deliveries in the portal."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.generic import View

from partners.accounts.pages import PartnerViewMixin
from partners.ordering.company_permissions import SCHEDULE
from partners.ordering.forms import GoodsRows, ScheduleForm
from partners.ordering.models import CallOff, ScheduledOrder
from partners.ordering.services import PlannedDelivery, ScheduleError, cancel, change, release, schedule
from shop.basket.requests import BasketRequest
from shop.quick_order.matching import numbers_of
from shop.time_zones import shop_day
from shop.user.models import User

PER_PAGE = 20


class ScheduledMixin(PartnerViewMixin):
    """Pages of scheduled orders: one's own, or the company's, as the role reaches."""

    partner_permissions = (SCHEDULE,)

    def scheduled_orders(self) -> QuerySet[ScheduledOrder]:
        """List what this user may see."""
        return ScheduledOrder.objects.filter(self.access.scope(SCHEDULE))


class ScheduledListView(ScheduledMixin, View):
    """`/partners/deliveries/`: the deliveries that are planned, the nearest first, and those before."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """List them."""
        rows = CallOff.objects.filter(scheduled__in=self.scheduled_orders())
        rows = rows.select_related("scheduled", "order").prefetch_related("lines__product__parent")
        waiting = rows.filter(state__in=[CallOff.State.PLANNED, CallOff.State.STOPPED])
        over = rows.exclude(pk__in=waiting.values("pk")).order_by("-release_on", "-pk")
        context = {
            "account": self.access.account,
            "waiting": waiting,
            "page": Paginator(over, PER_PAGE).get_page(request.GET.get("page")),
        }
        return render(request, "partners/ordering/deliveries.html", context)


class NewScheduleView(ScheduledMixin, View):
    """`/partners/deliveries/new/`: goods, days, address, payment."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form, with what is in the basket as its goods."""
        basket = cast("BasketRequest", request).basket
        lines = list(basket.all_lines().select_related("product__parent")) if basket.pk else []
        numbers = numbers_of([line.product for line in lines]) if lines else {}
        rows = GoodsRows([(numbers[line.product_id], str(line.quantity)) for line in lines])
        return self._page(ScheduleForm(user=self._user()), rows)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Write it, or say what is wrong and keep what was typed."""
        form, rows = ScheduleForm(request.POST, user=self._user()), GoodsRows.posted(request.POST)
        is_right = form.is_valid()
        if not rows.check() and not rows.problems:
            form.add_error(None, _("Please enter at least one product."))
        if not is_right or form.errors or rows.problems:
            return self._page(form, rows, status=422)
        data = form.cleaned_data
        scheduled = ScheduledOrder(
            account=self.access.account,
            created_by=self._user(),
            reference=data["reference"],
            address=data["address"],
            payment=data["payment"],
        )
        planned = [PlannedDelivery(day=day, pieces=rows.pieces) for day in form.days()]
        try:
            schedule(scheduled, planned, today=shop_day())
        except ScheduleError as refusal:
            form.add_error("first_day", str(refusal))
            return self._page(form, rows, status=422)
        messages.success(request, _("Your deliveries are planned."))
        return redirect("partner_ordering:scheduled", scheduled.pk)

    def _user(self) -> User:
        return cast("User", self.request.user)

    def _page(self, form: ScheduleForm, rows: GoodsRows, *, status: int = 200) -> HttpResponse:
        context = {"account": self.access.account, "form": form, "rows": rows}
        return render(self.request, "partners/ordering/new.html", context, status=status)


class ScheduledView(ScheduledMixin, View):
    """`/partners/deliveries/<pk>/`: the deliveries of one scheduled order, each to be moved or cancelled."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show them."""
        return self._page(self._scheduled(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change, cancel or order one of them."""
        scheduled = self._scheduled(pk)
        key = request.POST.get("delivery", "")
        call_off = get_object_or_404(
            scheduled.call_offs.select_related("scheduled"), pk=int(key) if key[:15].isdecimal() else 0
        )
        try:
            self._do(call_off)
        except ScheduleError as refusal:
            messages.error(request, str(refusal))
        return redirect("partner_ordering:scheduled", scheduled.pk)

    def _do(self, call_off: CallOff) -> None:
        posted = self.request.POST
        if "cancel" in posted:
            cancel(call_off)
            messages.success(self.request, _("The delivery has been cancelled."))
        elif "order" in posted:
            self._order(call_off)
        else:
            day = _day(posted.get("day", ""))
            pieces = {
                line.product_id: _pieces(posted.get(f"quantity-{line.pk}", str(line.quantity)))
                for line in call_off.lines.all()
            }
            change(call_off, day=day, pieces=pieces, today=shop_day())
            messages.success(self.request, _("The delivery has been changed."))

    def _order(self, call_off: CallOff) -> None:
        """Order now what was planned or stopped."""
        CallOff.objects.filter(pk=call_off.pk, state=CallOff.State.STOPPED).update(
            state=CallOff.State.PLANNED, problem=""
        )
        order = release(call_off)
        if order is None:
            call_off.refresh_from_db()
            raise ScheduleError(call_off.problem or _("This delivery is ordered or cancelled already."))
        text = _("Order %(number)s has been placed.")
        messages.success(self.request, text % {"number": order.number})

    def _scheduled(self, pk: int) -> ScheduledOrder:
        rows = self.scheduled_orders().select_related("address__country", "created_by")
        return get_object_or_404(rows, pk=pk)

    def _page(self, scheduled: ScheduledOrder) -> HttpResponse:
        call_offs = scheduled.call_offs.select_related("order").prefetch_related("lines__product__parent")
        context = {
            "account": self.access.account,
            "scheduled": scheduled,
            "call_offs": call_offs,
            "open_states": (CallOff.State.PLANNED, CallOff.State.STOPPED),
        }
        return render(self.request, "partners/ordering/scheduled.html", context)


def _day(text: str) -> date:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise ScheduleError(_("Please enter a day."))
    return found


def _pieces(text: str) -> int:
    text = text.strip()
    if not text.isdecimal() or len(text) > 7:  # noqa: PLR2004 - as the field has it
        raise ScheduleError(_("Please enter a whole number of pieces."))
    return int(text)
