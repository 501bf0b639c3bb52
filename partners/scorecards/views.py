"""The scorecard in the portal: figures, goals, actions, the review, the leaderboard."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.accounts.pages import PartnerRequest, partner_view
from partners.scorecards.company_permissions import AGREE, VIEW
from partners.scorecards.forms import ActionForm
from partners.scorecards.models import BusinessPlan, PlanAction
from partners.scorecards.quarters import Quarter, quarter_of, read_quarter
from partners.scorecards.queries import is_named, leaderboard, scorecard
from partners.scorecards.services import PlanChangedError, add_action, agree, finish_action, set_named
from shop.time_zones import shop_day

UNPROCESSABLE, SHOWN = 422, 5


@require_http_methods(["GET", "HEAD", "POST"])
@partner_view(VIEW)
def show(request: PartnerRequest) -> HttpResponse:
    """Show a quarter, the current one unless another is asked, and take what the partner does to its plan."""
    current = quarter_of(shop_day())
    quarter = read_quarter(request.GET.get("quarter", ""), otherwise=current)
    if request.method == "POST":
        return _act(request, quarter)
    return _page(request, quarter, ActionForm())


def _act(request: PartnerRequest, quarter: Quarter) -> HttpResponse:
    access = request.partner_access
    if not access.can(AGREE):
        raise PermissionDenied
    action = request.POST.get("action", "")
    if action == "named":
        set_named(access.account, is_named=bool(request.POST.get("is_named")), by=request.user)
        messages.success(request, _("Your choice is saved."))
        return _back(quarter)
    plan = BusinessPlan.objects.filter(
        account=access.account, year=quarter.year, number=quarter.number
    ).first()
    if plan is None:
        return _back(quarter)
    if action == "add":
        form = ActionForm(request.POST)
        if not form.is_valid():
            return _page(request, quarter, form, status=UNPROCESSABLE)
        add_action(plan, **form.cleaned_data)
    elif action == "done":
        finish_action(plan, _number(request.POST.get("pk")))
    elif action == "agree":
        _agree(request, plan)
    return _back(quarter)


def _agree(request: PartnerRequest, plan: BusinessPlan) -> None:
    try:
        agree(
            plan,
            side=PlanAction.Side.PARTNER,
            version=_number(request.POST.get("version")),
            by=request.user,
        )
    except PlanChangedError:
        messages.error(request, _("The plan has changed meanwhile. Please read it again before you agree."))
    else:
        messages.success(request, _("You agreed to the plan."))


def _page(request: PartnerRequest, quarter: Quarter, form: ActionForm, *, status: int = 200) -> HttpResponse:
    account = request.partner_access.account
    latest = quarter_of(shop_day())
    quarters = [latest.following, latest]
    while len(quarters) < SHOWN:
        quarters.append(quarters[-1].before)
    context = {
        "account": account,
        "card": scorecard(account, quarter),
        "quarters": quarters,
        "places": leaderboard(account, quarter),
        "is_named": is_named(account),
        "form": form,
        "may_agree": request.partner_access.can(AGREE),
    }
    return render(request, "partners/scorecards/show.html", context, status=status)


def _back(quarter: Quarter) -> HttpResponse:
    return redirect(f"{reverse('partner_scorecards:scorecard')}?quarter={quarter}")


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 - fits any key
