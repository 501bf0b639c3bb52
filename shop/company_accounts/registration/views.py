"""Applying for a company account, and answering who wants to join one."""

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shop.b2b.access import access_of
from shop.b2b.pages import CompanyRequest, company_view
from shop.company_accounts.models import CompanyApplication
from shop.company_accounts.models.registration import ApplicationState
from shop.company_accounts.registration.draft import draft_of, drop_draft, keep_draft
from shop.company_accounts.registration.forms import RegistrationForm, ask_register
from shop.company_accounts.registration.joining import answer_join_request, join_requests
from shop.company_accounts.registration.services import (
    AlreadyDecidedError,
    ApplicantIsElsewhereError,
    submit,
)
from shop.user.models import User

UNPROCESSABLE, CONFLICT = 422, 409
WRITTEN = (ApplicationState.RETURNED, ApplicationState.REJECTED)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Take a company's application and show where the last one stands; a stranger opens an account first."""
    user = request.user
    if not isinstance(user, User):
        return _stranger(request)
    if access_of(user) is not None:
        return redirect("customer:summary")
    last = applications_of(user).first()
    may_write = last is None or last.state in WRITTEN
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        return _page(request, last=last, is_confirmed=False)
    return _take(request, user, last) if may_write else _page(request, last=last)


def _take(request: HttpRequest, user: User, last: CompanyApplication | None) -> HttpResponse:
    form = _form(request, last)
    if not form.is_bound:
        return _page(request, last=last, form=form)
    check = ask_register(form, by=user) if form.is_valid() else None
    if not form.is_valid():
        return _page(request, last=last, form=form, status=UNPROCESSABLE)
    application = form.save(commit=False)
    application.user, application.vat_check = user, check
    application.language, application.terms_accepted_at = get_language() or "en", timezone.now()
    try:
        submit(application, form.cleaned_data["documents"], now=timezone.now())
    except AlreadyDecidedError:
        messages.error(request, _("This application has been answered meanwhile."))
    drop_draft(request)
    return redirect("company_registration:register")


def applications_of(user: User) -> QuerySet[CompanyApplication]:
    """List what a user applied for, the latest first."""
    return CompanyApplication.objects.filter(user=user).select_related("company", "country").order_by("-pk")


def _stranger(request: HttpRequest) -> HttpResponse:
    form = RegistrationForm(request.POST or None, initial={**draft_of(request)})
    if not form.is_bound:
        return _page(request, form=form)
    if not form.is_valid():
        return _page(request, form=form, status=UNPROCESSABLE)
    keep_draft(request, form.typed)
    query = urlencode({"next": reverse("company_registration:register")})
    return redirect(f"{reverse('account_signup')}?{query}")


def _form(request: HttpRequest, last: CompanyApplication | None) -> RegistrationForm:
    """Return the form: a returned application is changed, after a rejected one a new one begins with it."""
    is_returned = last is not None and last.state == ApplicationState.RETURNED
    initial: dict[str, object] = {**draft_of(request)}
    if last is not None and not is_returned and not initial:
        initial = {name: getattr(last, name) for name in RegistrationForm.Meta.fields}
    return RegistrationForm(
        request.POST or None,
        files=request.FILES or None,
        instance=last if is_returned else None,
        initial=initial,
        takes_files=True,
    )


def _page(
    request: HttpRequest,
    *,
    last: CompanyApplication | None = None,
    form: RegistrationForm | None = None,
    is_confirmed: bool = True,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "last": last,
        "answers": list(last.answers.all()) if last else [],
        "documents": list(last.documents.all()) if last else [],
        "is_confirmed": is_confirmed,
        "page_title": _("Register your company"),
    }
    return render(request, "company_accounts/register.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@company_view("members.manage")
def requests_to_join(request: CompanyRequest) -> HttpResponse:
    """Show an administrator who asks to buy for their company, and take the answer."""
    waiting = join_requests(request.company_access)
    if request.method == "POST":
        found = get_object_or_404(waiting, pk=_number(request.POST.get("application", "")))
        return _answer(request, found)
    context = {
        "waiting": list(waiting.select_related("user", "asked_company")),
        "page_title": _("Requests to join"),
    }
    return render(request, "company_accounts/join_requests.html", context)


def _answer(request: HttpRequest, found: CompanyApplication) -> HttpResponse:
    accepts = request.POST.get("answer") == "accept"
    assert isinstance(request.user, User)  # noqa: S101 - company_view lets nobody else in
    try:
        answer_join_request(found, accepts=accepts, by=request.user, now=timezone.now())
    except AlreadyDecidedError:
        messages.error(request, _("Somebody else has answered this request meanwhile."))
    except ApplicantIsElsewhereError:
        messages.error(request, _("This person buys for another company already. Nothing was changed."))
    else:
        words = (
            _("%(name)s can buy for your company now.")
            if accepts
            else _("The request of %(name)s is declined.")
        )
        messages.success(request, words % {"name": found.contact_name})
    return redirect("company_registration:requests")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 - fits a key
