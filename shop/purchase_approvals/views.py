"""The requests of a company on its own pages: what waits for me, what I submitted, all that I may see."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shop.b2b.pages import CompanyRequest, company_view
from shop.purchase_approvals.exceptions import (
    CannotOrderError,
    LinkOverError,
    PurchaseRequestError,
    TotalMovedError,
)
from shop.purchase_approvals.forms import AnswerForm
from shop.purchase_approvals.links import answer_by, link_in
from shop.purchase_approvals.models import AnswerLink, PurchaseRequest
from shop.purchase_approvals.page import page_of
from shop.purchase_approvals.queries import answerable_rows, visible_to, waiting_for
from shop.purchase_approvals.services import Answer, cancel, decide, take_back

GONE, INVALID, CONFLICT = 404, 422, 409
PER_PAGE = 20


@never_cache
@company_view()
def request_list(request: CompanyRequest) -> HttpResponse:
    """List the requests: those that wait for one's answer first."""
    access = request.company_access
    waiting = waiting_for(request.user)
    tab = request.GET.get("show") or ("waiting" if waiting.exists() else "mine")
    found = visible_to(access, request.user)
    if tab == "waiting":
        found = found.filter(pk__in=waiting.values("pk"))
    elif tab != "all":
        found = found.filter(user=request.user)
    context = {
        "page_title": _("Approvals"),
        "requests": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "tab": tab,
        "tabs": [("waiting", _("Waiting for me")), ("mine", _("My orders")), ("all", _("All"))],
        "may_manage": access.can("approvals.manage"),
    }
    return render(request, "purchase_approvals/list.html", context)


def _found(request: CompanyRequest, public_id: object) -> PurchaseRequest:
    return get_object_or_404(visible_to(request.company_access, request.user), public_id=public_id)


@never_cache
@company_view()
def request_detail(request: CompanyRequest, public_id: object) -> HttpResponse:
    """Show a request with what has changed since, its history, and the answer that one may give."""
    return _detail(request, _found(request, public_id), AnswerForm())


def _detail(
    request: CompanyRequest, found: PurchaseRequest, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    may_answer = answerable_rows(request.user).filter(step__request=found).exists()
    context = {
        **page_of(found, with_history=True),
        "page_title": _("Order to approve") if may_answer else _("Order submitted for approval"),
        "form": form,
        "may_answer": may_answer,
        "is_mine": found.user_id == request.user.pk,
    }
    return render(request, "purchase_approvals/detail.html", context, status=status)


@require_POST
@company_view()
def answer_request(request: CompanyRequest, public_id: object) -> HttpResponse:
    """Approve or reject."""
    found = _found(request, public_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _detail(request, found, form, status=INVALID)
    answer = Answer(is_approved=form.is_approved, comment=form.cleaned_data["comment"], seen=form.seen_total)
    try:
        decided = decide(found, answer, by=request.user)
    except (TotalMovedError, CannotOrderError) as refusal:
        form.add_error(None, str(refusal) or _("This cannot be ordered at the moment."))
        return _detail(request, found, form, status=CONFLICT)
    except PurchaseRequestError as refusal:
        messages.error(request, str(refusal))
        return _to(found)
    messages.success(request, words_of(decided, is_approved=form.is_approved))
    return _to(found)


def words_of(request: PurchaseRequest, *, is_approved: bool) -> str:
    """Say what an answer has done."""
    if not is_approved:
        return _("You have rejected this order. The buyer is told why.")
    if request.order is not None:
        return _("You have approved this order; it is placed as %(number)s.") % {
            "number": request.order.number
        }
    return _("You have approved this order. It waits for other approvals.")


@require_POST
@company_view()
def cancel_request(request: CompanyRequest, public_id: object) -> HttpResponse:
    """Let the buyer withdraw what they submitted."""
    found = _found(request, public_id)
    try:
        cancel(found, by=request.user)
        messages.success(request, _("Your request is cancelled."))
    except PurchaseRequestError as refusal:
        messages.error(request, str(refusal))
    return _to(found)


@require_POST
@company_view()
def take_request_back(request: CompanyRequest, public_id: object) -> HttpResponse:
    """Put the goods of a request that came to nothing into the buyer's basket."""
    found = _found(request, public_id)
    try:
        take_back(found, by=request.user)
    except PurchaseRequestError as refusal:
        messages.error(request, str(refusal))
        return _to(found)
    messages.success(request, _("The goods are in your basket again."))
    return redirect("basket:summary")


def _to(found: PurchaseRequest) -> HttpResponse:
    return redirect(reverse("purchase_approvals:detail", args=[found.public_id]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whoever has the link, then take one answer; opening it, as mail scanners do, changes nothing.

    Who is logged in as its approver goes to the page of the request; who is logged in as somebody else is
    not asked.
    """
    try:
        link = link_in(token)
    except LinkOverError:
        return _over(request)
    if request.user.is_authenticated:
        if request.user.pk != link.user_id:
            return _over(request)
        if request.method != "POST":
            return _to(link.step.request)
    if request.method != "POST":
        return _ask(request, link, AnswerForm())
    return _take(request, link)


def _take(request: HttpRequest, link: AnswerLink) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _ask(request, link, form, status=INVALID)
    answer = Answer(is_approved=form.is_approved, comment=form.cleaned_data["comment"], seen=form.seen_total)
    try:
        decided = decide(link.step.request, answer_by(link, answer), by=link.user)
    except (TotalMovedError, CannotOrderError) as refusal:
        form.add_error(None, str(refusal) or _("This cannot be ordered at the moment."))
        return _ask(request, link, form, status=CONFLICT)
    except PurchaseRequestError:
        return _over(request)
    words = words_of(decided, is_approved=form.is_approved)
    return _private(render(request, "purchase_approvals/answered.html", {"words": words}))


def _ask(request: HttpRequest, link: AnswerLink, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, object] = {**page_of(link.step.request), "form": form, "approver": link.user}
    return _private(render(request, "purchase_approvals/answer.html", context, status=status))


def _over(request: HttpRequest) -> HttpResponse:
    """Say that a link is over: the same words whether it was used, is too old, or was never ours."""
    return _private(render(request, "purchase_approvals/link_over.html", status=GONE))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the address, which is a key, from other sites and from search engines."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
