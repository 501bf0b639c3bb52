"""The page of a return: what comes back, what was seen of it, what its buyer gets."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from oscar.apps.payment.exceptions import PaymentError
from wagtail.admin.widgets.button import HeaderButton

from shop.backoffice.record import ActiveRecordView, RecordFigure, submit_button
from shop.backoffice.row_limits import limited
from shop.carriers.interface import CarrierError
from shop.order.exceptions import ChangeRefusedError
from shop.order_statuses import CHANGE, REFUND
from shop.payments.gateways import GatewayError
from shop.returns.access import HANDLE
from shop.returns.labels import make_return_label
from shop.returns.models import Return
from shop.returns.office.forms import InspectForm, ReceiveForm, RefuseForm, SettleForm
from shop.returns.services import approve, cancel, close_rest, inspect, receive, refuse
from shop.returns.settling import finish_settlements, proposed, settle
from shop.returns.states import ReturnState, move_of
from shop.user.models import UserRequest


class ReturnPageView(ActiveRecordView):
    """One return; whoever may handle returns moves it on; settling needs more rights."""

    request: UserRequest
    action_permission = HANDLE
    record_actions = (
        "approve",
        "refuse",
        "cancel_return",
        "receive",
        "inspect",
        "preview_settlement",
        "settle",
        "close_rest",
        "make_label",
    )

    def get_queryset(self) -> QuerySet[Return]:
        """Leave those of orders out that the user does not see."""
        rows = Return.objects.select_related("order__user", "order__shipping_address", "label", "by", "hold")
        return limited(self.request.user, rows)

    def get_title(self) -> str:
        """Name it."""
        return str(self.object.number)

    def get_summary(self) -> list[object]:
        """Say how far it is, who asked, what they want."""
        found = self.object
        return [found.get_state_display(), found.get_origin_display(), found.get_outcome_display()]

    def get_figures(self) -> list[RecordFigure]:
        """Tell the order, the pieces, and by when the money has to have gone."""
        found = self.object
        url = reverse("dashboard:order-detail", kwargs={"number": found.order.number})
        pieces = sum(line.quantity for line in found.lines.all())
        figures = [
            RecordFigure(label=_("Order"), value=found.order.number, url=url),
            RecordFigure(label=_("Units"), value=str(pieces)),
        ]
        if found.due_at and found.is_open:
            words = _("by law, after a withdrawal")
            figures.append(
                RecordFigure(label=_("Refund by"), value=date_format(found.due_at), note=words, tone="bad")
            )
        return figures

    def get_actions(self) -> list[HeaderButton]:
        """Offer the moves that there are."""
        found = self.object
        buttons: list[HeaderButton] = []
        if not self.may_act():
            return buttons
        if found.state in move_of("approve").sources:
            buttons.append(submit_button(_("Approve"), name="action", value="approve"))
        if found.state in move_of("cancel").sources:
            buttons.append(submit_button(_("Cancel the return"), name="action", value="cancel_return"))
        return buttons

    def get_action_values(self) -> Mapping[str, str]:
        """Send along how it stood: the page's form for its buttons is there then."""
        return {"state": self.object.state}

    def _do(self, work: Callable[[], object], done: str, **again: Any) -> HttpResponse:
        """Do something; a refusal is told, with the form that was sent where there is one."""
        try:
            work()
        except (ChangeRefusedError, PaymentError, GatewayError, CarrierError) as refusal:
            if again:
                for form in again.values():
                    form.add_error(None, str(refusal))
                return self.show_again(**again)
            return self.reload_page(error=str(refusal))
        messages.success(self.request, done)
        return self.reload_page()

    def approve(self, request: UserRequest) -> HttpResponse:
        """Let the pieces come."""
        return self._do(lambda: approve(self.object, by=request.user), _("The return is approved."))

    def refuse(self, request: UserRequest) -> HttpResponse:
        """Do not take them; nothing typed is lost."""
        form = RefuseForm(request.POST)
        if not form.is_valid():
            return self.show_again(refuse_form=form)
        reason = form.cleaned_data["reason"]
        done = _("The return is refused; the customer gets a mail.")
        return self._do(lambda: refuse(self.object, reason=reason, by=request.user), done, refuse_form=form)

    def cancel_return(self, request: UserRequest) -> HttpResponse:
        """Give it up."""
        return self._do(lambda: cancel(self.object, by=request.user), _("The return is cancelled."))

    def receive(self, request: UserRequest) -> HttpResponse:
        """Note what has arrived."""
        form = ReceiveForm(request.POST, returned=self.object)
        if not form.is_valid():
            return self.show_again(receive_form=form)
        return self._do(
            lambda: receive(self.object, form.arrivals, by=request.user), _("The items are recorded.")
        )

    def inspect(self, request: UserRequest) -> HttpResponse:
        """Note what was seen."""
        form = InspectForm(request.POST, returned=self.object)
        if not form.is_valid():
            return self.show_again(inspect_form=form)
        return self._do(
            lambda: inspect(self.object, form.verdicts, by=request.user), _("The inspection is recorded.")
        )

    def preview_settlement(self, request: UserRequest) -> HttpResponse:
        """Show what a settlement with this fee would bring."""
        return self._preview(SettleForm(request.POST), status=200)

    def _preview(self, form: SettleForm, *, status: int, error: str = "") -> HttpResponse:
        if not form.is_valid():
            return self.show_again(settle_form=form)
        shown = proposed(self.object, fee=form.cleaned_data["fee"])
        data = {**{name: form.data.get(name, "") for name in form.fields}, "fingerprint": shown.fingerprint}
        again = SettleForm(data)
        again.is_valid()
        if error:
            again.add_error(None, error)
        return self.show_again(status=status, settle_form=again, shown=shown)

    def settle(self, request: UserRequest) -> HttpResponse:
        """Give what was shown; where that is not what would be given now, show that first."""
        if not request.user.has_perms([CHANGE, REFUND]):
            raise PermissionDenied
        finish_settlements(self.object)
        form = SettleForm(request.POST)
        if not form.is_valid():
            return self.show_again(settle_form=form)
        said = form.cleaned_data
        try:
            settle(
                self.object,
                fingerprint=said["fingerprint"],
                fee=said["fee"],
                credit=said["credit"],
                by=request.user,
            )
        except (ChangeRefusedError, PaymentError, GatewayError) as refusal:
            self.object.refresh_from_db()
            if self.object.state != ReturnState.RECEIVED:
                return self.reload_page(error=str(refusal))
            return self._preview(form, status=409, error=str(refusal))
        messages.success(request, _("The return is settled."))
        return self.reload_page()

    def close_rest(self, request: UserRequest) -> HttpResponse:
        """Wait no longer for what did not come."""
        return self._do(lambda: close_rest(self.object, by=request.user), _("The return is closed."))

    def make_label(self, request: HttpRequest) -> HttpResponse:
        """Have a carrier make the label."""
        code = request.POST.get("carrier", "")
        return self._do(lambda: make_return_label(self.object, code), _("The label is ready."))
