"""Registered deals in the portal: the list, the form, and a deal with what can be done about it."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.accounts.access import PartnerAccess
from partners.accounts.pages import PartnerRequest, partner_view
from partners.deal_registrations.access import REGISTER, registrations_of
from partners.deal_registrations.buying import basket_for
from partners.deal_registrations.errors import RegistrationError
from partners.deal_registrations.forms import (
    BaseLines,
    ExtensionForm,
    LineFormSet,
    LostForm,
    MessageForm,
    RegistrationForm,
    lines_of,
)
from partners.deal_registrations.models import DealRegistration, RegistrationState
from partners.deal_registrations.queries import conflict_kinds, timeline_of, told_lines
from partners.deal_registrations.services import (
    ask_extension,
    lose,
    own_others,
    save_draft,
    submit,
    withdraw,
    write_message,
)
from shop.checkout.agreed import check_out
from shop.user.models import User

PER_PAGE, UNPROCESSABLE = 20, 422
TEMPLATES = "partners/deals"
GROUPS = {
    "waiting": (RegistrationState.SUBMITTED, RegistrationState.IN_REVIEW),
    "yours": (RegistrationState.DRAFT, RegistrationState.RETURNED),
    "protected": (RegistrationState.APPROVED,),
    "won": (RegistrationState.WON,),
}


def _access(request: HttpRequest) -> PartnerAccess:
    return cast("PartnerRequest", request).partner_access


@require_safe
@partner_view(REGISTER)
def registrations(request: HttpRequest) -> HttpResponse:
    """The deals that somebody sees, the latest first; `group` narrows them."""
    access, group = _access(request), request.GET.get("group", "")
    rows = registrations_of(access)
    if group in GROUPS:
        rows = rows.filter(state__in=GROUPS[group])
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "account": access.account,
        "page_obj": page,
        "registrations": page.object_list,
        "group": group,
        "groups": [
            ("", _("All")),
            ("waiting", _("Waiting for an answer")),
            ("yours", _("Your turn")),
            ("protected", _("Protected")),
            ("won", _("Won")),
        ],
        "now": timezone.now(),
        "page_title": _("Deals"),
    }
    return render(request, f"{TEMPLATES}/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@partner_view(REGISTER)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Register a deal or go on with a draft: one button (and the page itself) keeps it, one hands it in."""
    access, user = _access(request), cast("User", request.user)
    registration = _editable(access, pk)
    initial: dict[str, object] = {} if registration else {"country": _home(access)}
    form = RegistrationForm(request.POST or None, instance=registration, initial=initial)
    # What was kept already is no initial of what is sent: a row that is the same would count as left empty.
    kept = lines_of(registration) if request.method != "POST" else None
    lines = cast("type[BaseLines]", LineFormSet)(
        request.POST or None, prefix="lines", initial=kept, form_kwargs={"buyer": user}
    )
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid() and lines.is_valid() and (answer := _save(request, form, lines)):
            return answer
    context = {
        "account": access.account,
        "form": form,
        "first": [form[name] for name in form.first],
        "more": [form[name] for name in form.more],
        "is_more_open": any(form[name].errors or form[name].value() for name in form.more),
        "lines": lines,
        "registration": registration,
        "page_title": _("Register a deal") if registration is None else str(registration),
    }
    return render(request, f"{TEMPLATES}/edit.html", context, status=status)


def _save(request: HttpRequest, form: RegistrationForm, lines: BaseLines) -> HttpResponse | None:
    """Write the draft, and hand it in where that was the button; None, with words, where refused."""
    access, user = _access(request), cast("User", request.user)
    written: DealRegistration = form.save(commit=False)
    if written.pk is None:
        written.account, written.created_by = access.account, user
    try:
        save_draft(written, lines.wanted)
        if request.POST.get("do") == "submit":
            submit(written, by=user, now=timezone.now())
            _say_what_it_came_to(request, written)
            return redirect("deal_registrations:show", written.pk)
    except RegistrationError as refusal:
        form.add_error(None, str(refusal))
        return None
    if request.headers.get("x-requested-with") == "fetch":
        return JsonResponse({"url": reverse("deal_registrations:edit", args=[written.pk])})
    messages.success(request, _("The draft is saved."))
    return redirect("deal_registrations:edit", written.pk)


def _say_what_it_came_to(request: HttpRequest, written: DealRegistration) -> None:
    if conflict_kinds(written):
        messages.warning(
            request, _("Submitted. Somebody else may have a claim on this end customer: we look into it.")
        )
    else:
        messages.success(
            request, _("Submitted. Nobody else has registered this end customer: you are first.")
        )


def _editable(access: PartnerAccess, pk: int | None) -> DealRegistration | None:
    if pk is None:
        return None
    states = (RegistrationState.DRAFT, RegistrationState.RETURNED)
    return get_object_or_404(registrations_of(access).filter(state__in=states), pk=pk)


def _home(access: PartnerAccess) -> str:
    """Return the country that a form begins with: that of the partner's last deal, else the shop's."""
    last = (
        DealRegistration.objects.filter(account=access.account)
        .order_by("-pk")
        .values_list("country", flat=True)
    )
    return last.first() or str(settings.KILN_TAX_COUNTRY or "DE")


@require_http_methods(["GET", "HEAD", "POST"])
@partner_view(REGISTER)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One deal: where it stands, until when, what happened; a POST does what its button says."""
    registration = get_object_or_404(
        registrations_of(_access(request)).select_related("account__company", "created_by"), pk=pk
    )
    if request.method != "POST":
        return _page(request, registration)
    action = ACTIONS.get(request.POST.get("do", ""))
    return action(request, registration) if action else _page(request, registration, status=UNPROCESSABLE)


def _page(
    request: HttpRequest, registration: DealRegistration, *, status: int = 200, **forms: object
) -> HttpResponse:
    now = timezone.now()
    context: dict[str, object] = {
        "account": _access(request).account,
        "registration": registration,
        "lines": told_lines(registration),
        "kinds": conflict_kinds(registration),
        "own_others": own_others(registration),
        "timeline": timeline_of(registration),
        "is_overdue": registration.is_overdue(now),
        "is_protected": registration.is_protected(now),
        "message_form": MessageForm(),
        "lost_form": LostForm(),
        "extension_form": ExtensionForm(),
        "page_title": str(registration),
        **forms,
    }
    return render(request, f"{TEMPLATES}/show.html", context, status=status)


def _done(
    request: HttpRequest, registration: DealRegistration, work: Callable[[], object], words: str
) -> HttpResponse:
    try:
        work()
    except RegistrationError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("deal_registrations:show", registration.pk)


def _withdraw(request: HttpRequest, registration: DealRegistration) -> HttpResponse:
    """Take it back; a draft is gone then."""
    by, was_draft = cast("User", request.user), registration.state == RegistrationState.DRAFT
    answer = _done(
        request, registration, lambda: withdraw(registration, by=by, now=timezone.now()), _("Taken back.")
    )
    return redirect("deal_registrations:list") if was_draft else answer


def _lose(request: HttpRequest, registration: DealRegistration) -> HttpResponse:
    """Say that nothing comes of it."""
    form = LostForm(request.POST)
    if not form.is_valid():
        return _page(request, registration, lost_form=form, status=UNPROCESSABLE)
    reason, by = form.cleaned_data["reason"], cast("User", request.user)
    words = _("Marked as lost. Protection has ended.")
    return _done(
        request, registration, lambda: lose(registration, reason=reason, by=by, now=timezone.now()), words
    )


def _extend(request: HttpRequest, registration: DealRegistration) -> HttpResponse:
    """Ask for more time."""
    form = ExtensionForm(request.POST)
    if not form.is_valid():
        return _page(request, registration, extension_form=form, status=UNPROCESSABLE)
    said, by = form.cleaned_data, cast("User", request.user)
    return _done(
        request,
        registration,
        lambda: ask_extension(
            registration, until=said["until"], reason=said["reason"], by=by, now=timezone.now()
        ),
        _("We have your request and will answer."),
    )


def _message(request: HttpRequest, registration: DealRegistration) -> HttpResponse:
    """Write to us."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, registration, message_form=form, status=UNPROCESSABLE)
    text, by = form.cleaned_data["text"], cast("User", request.user)
    return _done(
        request,
        registration,
        lambda: write_message(registration, text=text, by=by, from_partner=True),
        _("Your message is sent."),
    )


def _order(request: HttpRequest, registration: DealRegistration) -> HttpResponse:
    """Go to the checkout with the products of the deal at its registered prices."""
    try:
        basket = basket_for(registration, by=cast("User", request.user), now=timezone.now())
    except RegistrationError as refusal:
        messages.error(request, str(refusal))
        return redirect("deal_registrations:show", registration.pk)
    back = reverse("deal_registrations:show", args=[registration.pk])
    return redirect(check_out(request, basket, back=back))


ACTIONS = {
    "withdraw": _withdraw,
    "lose": _lose,
    "extend": _extend,
    "message": _message,
    "order": _order,
}
