"""The page that the link of a mail leads to: it asks, and only its button decides."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from crm_core.approvals.forms import AnswerForm
from crm_core.approvals.kinds import has_moved
from crm_core.approvals.links import LinkOverError, Question, answer, question_in
from crm_core.approvals.mail import context_of
from crm_core.approvals.services import AlreadyDecidedError, MovedError, NotTheirsError

GONE, INVALID, CONFLICT = 404, 422, 409


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whoever has the link, then take one answer; opening it, as mail scanners do, changes nothing.

    It says what the mail said and nothing more, and needs no account.
    """
    try:
        question = question_in(token)
    except LinkOverError:
        return _over(request)
    if request.method != "POST":
        return _page(request, question, AnswerForm())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, question, form, status=INVALID)
    try:
        answer(question, is_approved=form.is_approved, comment=form.cleaned_data["comment"])
    except MovedError:
        return _page(request, question, form, status=CONFLICT)
    except (LinkOverError, AlreadyDecidedError, NotTheirsError):
        return _over(request)
    words = _("You have approved this.") if form.is_approved else _("You have refused this.")
    return _private(render(request, "crm_core/approvals/answered.html", {"words": words}))


def _page(request: HttpRequest, question: Question, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    context = {
        **context_of(question.approval, get_language() or ""),
        "form": form,
        "has_moved": status == CONFLICT or has_moved(question.approval),
    }
    return _private(render(request, "crm_core/approvals/answer.html", context, status=status))


def _over(request: HttpRequest) -> HttpResponse:
    """Say that a link is over: the same words whether it was used, is too old, or was never ours."""
    return _private(render(request, "crm_core/approvals/link_over.html", status=GONE))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the address, which is a key, from other sites and from search engines."""
    response["Referrer-Policy"] = "same-origin"  # none at all would make the form a stranger's
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
