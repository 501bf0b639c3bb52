"""A company's credit in the back office: its limits and changing them, what is open, who was reminded."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.b2b.models import Company
from shop.trade_credit.dunning import pause_reminders, resume_reminders
from shop.trade_credit.exceptions import CreditRefusedError
from shop.trade_credit.models import CreditAccount, DunningPause, PaymentReminder
from shop.trade_credit.office_forms import LimitForm, OpenAccountForm, PauseForm, RulesForm
from shop.trade_credit.office_views import REFUSED, find_company, page
from shop.trade_credit.queries import (
    BUCKETS,
    accounts_of,
    ageing_of,
    entries_of,
    open_receivables,
    with_dispute,
)
from shop.trade_credit.services import SET_LIMIT, open_account, set_limit, set_rules
from shop.trade_credit.terms import terms_of, terms_sources
from shop.trade_credit.words import BUCKET_NAMES
from shop.user.models import UserRequest

SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def company(request: UserRequest, pk: int) -> HttpResponse:
    """Show it; a post opens an account, changes a limit or its rules, or pauses reminders."""
    found = find_company(pk)
    refused: dict[str, object] = {}
    if request.method == "POST":
        if not request.user.has_perm(SET_LIMIT):
            raise PermissionDenied
        refused = _change(request, found)
        if not refused:
            messages.success(request, _("The credit account is changed."))
            return redirect("receivables:company", pk)
    title = _("Credit of %(name)s") % {"name": found.name}
    context = _context(found, request, refused)
    return page(request, "company", title, status=REFUSED if refused else 200, **context)


def _change(request: UserRequest, found: Company) -> dict[str, object]:
    """Do what a form asks for; return the forms that were refused."""
    action, post = request.POST.get("action", ""), request.POST
    account = CreditAccount.objects.filter(company=found, pk=post.get("account") or 0).first()
    if action == "resume":
        resume_reminders(found, by=request.user)
        return {}
    if action == "pause":
        form: forms.Form = PauseForm(post)
    elif action == "open":
        form = OpenAccountForm(post)
    elif action == "limit" and account is not None:
        form = LimitForm(post)
    elif action == "rules" and account is not None:
        form = RulesForm(post)
    else:
        return {"error": _("This page has no such action.")}
    name = action if account is None or action == "pause" else f"{action}-{account.pk}"
    if not form.is_valid():
        return {name: form}
    try:
        _apply(action, found, account, form.cleaned_data, request)
    except CreditRefusedError as refusal:
        form.add_error(None, str(refusal))
        return {name: form}
    return {}


def _apply(
    action: str, found: Company, account: CreditAccount | None, data: Mapping[str, Any], request: UserRequest
) -> None:
    by, reason = request.user, data["reason"]
    if action == "pause":
        pause_reminders(found, until=data["until"], reason=reason, by=by)
    elif account is None:
        key = str(data["key"])
        open_account(found, currency=data["currency"], limit=data["limit"], by=by, reason=reason, key=key)
    elif action == "limit":
        set_limit(account, data["limit"], by=by, reason=reason, key=str(data["key"]))
    else:
        rules = {name: data[name] for name in ("policy", "status", "overdue_block_days")}
        set_rules(account, **rules, by=by, reason=reason)


def _context(found: Company, request: HttpRequest, refused: Mapping[str, object]) -> dict[str, Any]:
    accounts = [
        {
            "account": account,
            "is_own": account.company_id == found.pk,
            "entries": entries_of(account)[:SHOWN],
            "limit_form": refused.get(f"limit-{account.pk}") or LimitForm(initial={"limit": account.limit}),
            "rules_form": refused.get(f"rules-{account.pk}") or _rules_form(account),
        }
        for account in accounts_of(found)
    ]
    return {
        "company": found,
        "accounts": accounts,
        "error": refused.get("error", ""),
        "pause": DunningPause.objects.filter(company=found).select_related("by").first(),
        "pause_form": refused.get("pause") or PauseForm(),
        "open_form": refused.get("open") or OpenAccountForm(),
        "may_change": request.user.has_perm(SET_LIMIT),
        "terms": terms_of(found),
        "terms_from": terms_sources(found)["payment_terms_days"].source,
        "ageing": [
            (one, [(BUCKET_NAMES[name], one.buckets[name]) for name, _first in BUCKETS])
            for one in ageing_of([found])
        ],
        "receivables": with_dispute(open_receivables().filter(company=found))[:SHOWN],
        "reminders": PaymentReminder.objects.filter(company=found).prefetch_related(
            "items__receivable__order"
        )[:20],
    }


def _rules_form(account: CreditAccount) -> RulesForm:
    names = ("policy", "status", "overdue_block_days")
    return RulesForm(initial={name: getattr(account, name) for name in names})
