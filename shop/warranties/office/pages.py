"""The pages of a repair and of an item under warranty."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import HeaderButton

from shop.backoffice.record import ActiveRecordView, RecordFigure, submit_button
from shop.backoffice.row_limits import limited
from shop.order.exceptions import ChangeRefusedError
from shop.user.models import UserRequest
from shop.warranties import repairs
from shop.warranties.access import ADD, HANDLE
from shop.warranties.models import Repair, WarrantyUnit
from shop.warranties.office.forms import FinishForm, RefuseForm, ReplaceForm, SendBackForm, StaffRepairForm
from shop.warranties.services import request_repair
from shop.warranties.states import MOVES


class RepairPageView(ActiveRecordView):
    """One repair; whoever may handle repairs moves it on."""

    request: UserRequest
    action_permission = HANDLE
    record_actions = ("approve", "receive", "cancel", "refuse", "finish", "replace", "send_back")

    def get_queryset(self) -> QuerySet[Repair]:
        """Leave those of orders out that the user does not see."""
        rows = Repair.objects.select_related("unit__line__order__user", "returned", "by")
        return limited(self.request.user, rows)

    def get_title(self) -> str:
        """Name it."""
        return str(self.object.number)

    def get_summary(self) -> list[object]:
        """Say how far it is and why the shop repairs it."""
        found = self.object
        told = (found.get_state_display(), found.get_coverage_display(), found.get_outcome_display())
        return [words for words in told if words]

    def get_figures(self) -> list[RecordFigure]:
        """Tell the order and until when the item is covered."""
        unit = self.object.unit
        order = unit.line.order
        url = reverse("dashboard:order-detail", kwargs={"number": order.number})
        figures = [RecordFigure(label=_("Order"), value=order.number, url=url)]
        if unit.ends_on:
            figures.append(RecordFigure(label=_("Covered until"), value=date_format(unit.ends_on)))
        return figures

    def get_actions(self) -> list[HeaderButton]:
        """Offer the moves that need no words."""
        if not self.may_act():
            return []
        labels = {"approve": _("Approve"), "receive": _("Item has arrived"), "cancel": _("Cancel the repair")}
        return [
            submit_button(label, name="action", value=action)
            for action, label in labels.items()
            if self.object.state in MOVES[action].sources
        ]

    def _do(self, work: Callable[[], object], done: str, **again: Any) -> HttpResponse:
        """Do something; a refusal is told, with the form that was sent where there is one."""
        try:
            work()
        except ChangeRefusedError as refusal:
            for form in again.values():
                form.add_error(None, str(refusal))
            return self.show_again(**again) if again else self.reload_page(error=str(refusal))
        messages.success(self.request, done)
        return self.reload_page()

    def approve(self, request: UserRequest) -> HttpResponse:
        """Let the item come."""
        return self._do(lambda: repairs.approve(self.object, by=request.user), _("The repair is approved."))

    def receive(self, request: UserRequest) -> HttpResponse:
        """Note that it is here."""
        return self._do(lambda: repairs.receive(self.object, by=request.user), _("The item is here."))

    def cancel(self, request: UserRequest) -> HttpResponse:
        """Give it up."""
        return self._do(lambda: repairs.cancel(self.object, by=request.user), _("The repair is cancelled."))

    def refuse(self, request: UserRequest) -> HttpResponse:
        """Do not repair it; nothing typed is lost."""
        form = RefuseForm(request.POST)
        if not form.is_valid():
            return self.show_again(refuse_form=form)
        reason = form.cleaned_data["reason"]
        done = _("The repair is refused; the customer gets a mail.")
        return self._do(
            lambda: repairs.refuse(self.object, reason=reason, by=request.user), done, refuse_form=form
        )

    def finish(self, request: UserRequest) -> HttpResponse:
        """Note what the workshop found."""
        form = FinishForm(request.POST)
        if not form.is_valid():
            return self.show_again(finish_form=form)
        return self._do(
            lambda: repairs.finish(self.object, by=request.user, **form.cleaned_data),
            _("The findings are recorded."),
            finish_form=form,
        )

    def replace(self, request: UserRequest) -> HttpResponse:
        """Close it by a return, and go on there."""
        if not request.user.has_perm("returns.add_return"):
            raise PermissionDenied
        form = ReplaceForm(request.POST)
        if not form.is_valid():
            return self.show_again(replace_form=form)
        said = form.cleaned_data
        try:
            made = repairs.replace_or_refund(
                self.object, outcome=said["instead"], diagnosis=said["findings"], by=request.user
            )
        except ChangeRefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.show_again(replace_form=form)
        messages.success(request, _("A return takes it from here: inspect and settle the item."))
        return redirect("returns_office:inspect", made.pk)

    def send_back(self, request: UserRequest) -> HttpResponse:
        """Note that it is on its way."""
        form = SendBackForm(request.POST)
        if not form.is_valid():
            return self.show_again(send_form=form)
        number = form.cleaned_data["tracking_number"]
        return self._do(
            lambda: repairs.send_back(self.object, tracking_number=number, by=request.user),
            _("The item is on its way back; the customer gets a mail."),
            send_form=form,
        )


class UnitPageView(ActiveRecordView):
    """One item under warranty; whoever may record repairs does so here."""

    request: UserRequest
    action_permission = ADD
    record_actions = ("repair",)

    def get_queryset(self) -> QuerySet[WarrantyUnit]:
        """Leave those of orders out that the user does not see."""
        rows = WarrantyUnit.objects.select_related("line__order", "shipment").prefetch_related("repairs")
        return limited(self.request.user, rows)

    def get_title(self) -> str:
        """Name the item."""
        return str(self.object.line.title)

    def get_summary(self) -> list[object]:
        """Say its serial number."""
        return [self.object.serial] if self.object.serial else []

    def get_figures(self) -> list[RecordFigure]:
        """Tell the order."""
        order = self.object.line.order
        url = reverse("dashboard:order-detail", kwargs={"number": order.number})
        return [RecordFigure(label=_("Order"), value=order.number, url=url)]

    def repair(self, request: UserRequest) -> HttpResponse:
        """Record a repair; a second click leads to the repair of the first."""
        form = StaffRepairForm(request.POST)
        if not form.is_valid():
            return self.show_again(repair_form=form)
        try:
            made = request_repair(self.object, by=request.user, **form.cleaned_data)
        except ChangeRefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.show_again(repair_form=form)
        return redirect("repairs:inspect", made.pk)
