"""Files for the bank in the back office: those that were made, and making one."""

from decimal import Decimal

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.widgets.button import HeaderButton

from partners.rewards import documents
from partners.rewards.forms import PaymentFileForm
from partners.rewards.models import PaymentFile, PayoutTransfer
from partners.rewards.services.paying import (
    MAKE_FILE,
    make_payment_file,
    waiting_transfers,
)
from partners.rewards.services.statements import (
    StatementError,
)
from shop.backoffice.columns import MoneyColumn
from shop.backoffice.listing import ListView
from shop.backoffice.record import RecordFigure, RecordView
from shop.configuration.queries import bank_account
from shop.formats import format_money
from shop.identity.queries import shop_identity
from shop.spreadsheets.responses import csv_response
from shop.user.models import User, UserRequest

UNPROCESSABLE = 422


class PaymentFileListView(ListView):
    """The files that were made for the bank, the latest first."""

    default_ordering = "-made_at"
    page_title = gettext_lazy("Payment files")
    is_searchable = False
    list_export = ["made_at", "total", "currency", "file_format", "made_by"]
    export_permission = MAKE_FILE

    def all_columns(self) -> list[BaseColumn]:
        """Number, sum, format and day."""
        return [
            self.record_column("number", label=_("Number"), accessor=str),
            MoneyColumn("total", label=_("Amount"), currency="currency", sort_key="total"),
            Column("file_format", label=_("Format"), accessor="get_file_format_display"),
            DateColumn("made_at", label=_("Made"), sort_key="made_at"),
            Column("made_by", label=_("Made by")),
        ]

    @property
    def header_buttons(self) -> list[HeaderButton]:  # type: ignore[override]
        """Lead to what waits, with the right to make a file."""
        if not self.request.user.has_perm(MAKE_FILE):
            return []
        url = reverse("partner_payment_file_make")
        return [HeaderButton(_("Make a payment file"), url=url, icon_name="plus")]

    def get_base_queryset(self) -> QuerySet[PaymentFile]:
        """Load who made it."""
        return PaymentFile.objects.select_related("made_by")


class PaymentFilePageView(RecordView[PaymentFile]):
    """A payment file with its transfers."""

    def get_queryset(self) -> QuerySet[PaymentFile]:
        """Load who made it."""
        return PaymentFile.objects.select_related("made_by")

    def get_figures(self) -> list[RecordFigure]:
        """Tell the sum."""
        made = self.object
        return [RecordFigure(label=_("Amount"), value=format_money(made.total, made.currency))]

    def get_actions(self) -> list[HeaderButton]:
        """Take the file away, with the right to make one."""
        if not self.request.user.has_perm(MAKE_FILE):
            return []
        url = reverse("partner_payment_file", args=[self.object.pk])
        return [HeaderButton(_("Download"), url=url, icon_name="download")]


@require_safe
def payment_file(_request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a payment file as the bank reads it; the same each time."""
    made = get_object_or_404(PaymentFile, pk=pk)
    if made.file_format == PaymentFile.Format.CSV:
        return csv_response(documents.payment_csv(made), f"{made}.csv")
    bank = bank_account()
    data = documents.sepa_xml(made, name=bank.holder or shop_identity().name, iban=bank.iban, bic=bank.bic)
    response = HttpResponse(data, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{made}.xml"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def make_file(request: UserRequest) -> HttpResponse:
    """Show the transfers that wait, by currency; a POST puts the ticked ones into a file."""
    waiting = list(waiting_transfers())
    form = PaymentFileForm(request.POST or None, waiting=[one.pk for one in waiting])
    if request.method == "POST" and form.is_valid():
        made = _made(form, waiting, by=request.user)
        if made is not None:
            messages.success(request, _("The payment file is made."))
            return redirect("partner_payment_files:inspect", made.pk)
    title = _("Make a payment file")
    context = {"form": form, "groups": _groups(waiting), "header_title": title, "page_title": title}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "partners/rewards/payment_file.html", context, status=status)


def _made(form: PaymentFileForm, waiting: list[PayoutTransfer], *, by: User) -> PaymentFile | None:
    keys = form.cleaned_data["transfers"]
    total = sum((one.payout.total for one in waiting if one.pk in keys), Decimal(0))
    needs_bank = form.cleaned_data["file_format"] == PaymentFile.Format.SEPA
    if needs_bank and not bank_account().iban:
        form.add_error(None, _("Enter the shop's bank account in the settings first."))
        return None
    try:
        return make_payment_file(
            keys,
            file_format=form.cleaned_data["file_format"],
            currency=form.cleaned_data["currency"],
            total=total,
            by=by,
        )
    except StatementError as error:
        form.add_error(None, str(error))
        return None


def _groups(waiting: list[PayoutTransfer]) -> list[dict[str, object]]:
    found = []
    for currency in sorted({one.payout.currency for one in waiting}):
        rows = [one for one in waiting if one.payout.currency == currency]
        formats = [
            (value, label)
            for value, label in PaymentFile.Format.choices
            if currency == "EUR" or value != PaymentFile.Format.SEPA
        ]
        total = sum((one.payout.total for one in rows), Decimal(0))
        found.append({"currency": currency, "rows": rows, "total": total, "formats": formats})
    return found
