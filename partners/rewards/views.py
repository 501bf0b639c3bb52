"""Statements in the portal: the balance, each month, each entry with why, and where the money goes."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.accounts.access import PartnerAccess
from partners.accounts.pages import PartnerRequest, partner_view
from partners.rewards import documents
from partners.rewards.company_permissions import BANK, VIEW
from partners.rewards.forms import BankDetailsForm
from partners.rewards.models import BankDetails, LedgerEntry, Statement
from partners.rewards.periods import month_of
from partners.rewards.queries import (
    accruals_of,
    entries_of_month,
    ledger_of,
    months_of,
    owed_to,
    statement_of_month,
    sums_of_month,
)
from partners.rewards.sentences import sentence
from partners.rewards.services.paying import set_bank_details
from shop.pdf.responses import pdf_response
from shop.spreadsheets.responses import csv_response

PER_PAGE = 50
LONGEST_PDF = 2000
UNPROCESSABLE = 422


@require_safe
@partner_view(VIEW)
def statements(request: PartnerRequest) -> HttpResponse:
    """Show what the account is owed, and the months that it has statements of."""
    account = request.partner_access.account
    context = {
        "account": account,
        "access": request.partner_access,
        "owed": owed_to(account),
        "months": _statements(request.partner_access),
        "bank": BankDetails.objects.filter(account=account).first(),
        "may_change_bank": request.partner_access.can(BANK),
    }
    return render(request, "partners/rewards/statements.html", context)


def _statements(access: PartnerAccess) -> list[Statement]:
    account = access.account
    found = {
        (one.currency, one.month): one
        for one in Statement.objects.filter(account=account).select_related("account__company")
    }
    return [
        found.get((currency, month)) or _current(access, currency, month)
        for currency, month in months_of(account)
    ]


def _current(access: PartnerAccess, currency: str, month: date) -> Statement:
    """Add up a month that has no statement yet."""
    sums = sums_of_month(access.account, currency, month)
    return Statement(
        account=access.account,
        currency=currency,
        month=month,
        opening=sums.opening,
        earned=sums.earned,
        taken_back=sums.taken_back,
        paid_out=sums.paid_out,
        closing=sums.closing,
    )


def _found(access: PartnerAccess, currency: str, year: int, number: int) -> Statement:
    """Return the statement of a month; one without entries and without a statement is not found."""
    try:
        month = date(year, number, 1)
    except ValueError as error:
        raise Http404 from error
    kept = statement_of_month(access.account, currency, month)
    if kept is None and not entries_of_month(access.account, currency, month).exists():
        raise Http404
    return kept or _current(access, currency, month)


@require_safe
@partner_view(VIEW)
def statement(request: PartnerRequest, currency: str, year: int, number: int) -> HttpResponse:
    """Show a month with its entries, 50 a page; another account's is not found."""
    access = request.partner_access
    one = _found(access, currency, year, number)
    entries = entries_of_month(access.account, currency, one.month)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    context = {"account": access.account, "access": access, "statement": one, "page": page}
    return render(request, "partners/rewards/statement.html", context)


@require_safe
@partner_view(VIEW)
def statement_csv(request: PartnerRequest, currency: str, year: int, number: int) -> HttpResponse:
    """Hand out a month as CSV."""
    access = request.partner_access
    one = _found(access, currency, year, number)
    entries = entries_of_month(access.account, currency, one.month).iterator(chunk_size=2000)
    return csv_response(documents.csv_rows(entries), f"statement-{currency}-{one.month:%Y-%m}.csv")


@require_safe
@partner_view(VIEW)
def statement_pdf(request: PartnerRequest, currency: str, year: int, number: int) -> HttpResponse:
    """Hand out a month on paper, its latest 2,000 entries; the CSV has all."""
    access = request.partner_access
    one = _found(access, currency, year, number)
    entries = entries_of_month(access.account, currency, one.month)[:LONGEST_PDF]
    return pdf_response(documents.statement_pdf(one, entries), f"statement-{currency}-{one.month:%Y-%m}.pdf")


@require_safe
@partner_view(VIEW)
def entry(request: PartnerRequest, reference: UUID) -> HttpResponse:
    """Show how one entry came about: its order's lines, rule, rate; another account's is not found."""
    account = request.partner_access.account
    found: LedgerEntry = get_object_or_404(ledger_of(account), reference=reference)
    context = {
        "account": account,
        "access": request.partner_access,
        "entry": found,
        "month": month_of(found.booked_at),
        "accruals": accruals_of(found) if found.rule_id else [],
        "sentence": sentence(found.rule) if found.rule else "",
    }
    return render(request, "partners/rewards/entry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@partner_view(BANK)
def bank(request: PartnerRequest) -> HttpResponse:
    """Change the account that the partner is paid to; what is kept is shown masked."""
    account = request.partner_access.account
    kept = BankDetails.objects.filter(account=account).first()
    form = BankDetailsForm(request.POST or None, initial=_known(kept))
    if request.method == "POST" and form.is_valid():
        set_bank_details(account, by=request.user, **form.cleaned_data)
        messages.success(request, _("The bank details are saved. Payouts go to this account from now on."))
        return redirect("partner_rewards:bank")
    context = {"account": account, "access": request.partner_access, "form": form, "kept": kept}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "partners/rewards/bank.html", context, status=status)


def _known(kept: BankDetails | None) -> dict[str, object]:
    return {"holder": kept.holder} if kept else {}
