"""Writing into a timeline from the customer's page: log, edit, pin, remove, write a mail, finish a step.

Each form has a page of its own, which works without a script. A script that asks for the form alone (the
header X-Fragment) gets it, and where to go on (the header X-Location) once it was taken.
"""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST

from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.access.rows import seen_or_404
from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.timeline.correspondence import WrittenMail, send_mail
from crm_core.timeline.forms import EntryForm, LogForm, MailForm
from crm_core.timeline.kinds import kind_of
from crm_core.timeline.models import MailTemplate, MailThread, TimelineEntry
from crm_core.timeline.next_steps import StepRefusedError
from crm_core.timeline.pages import ADD, WRITE_MAIL, may_edit, may_remove
from crm_core.timeline.placeholders import PLACEHOLDERS, fill
from crm_core.timeline.queries import ENTRIES_PER_PAGE, people_of
from crm_core.timeline.views import (
    breadcrumbs,
    entry_or_404,
    entry_url,
    is_fragment,
)
from crm_core.timeline.written import (
    WrittenEntry,
    log_entry,
    remove_entry,
    save_edit,
    set_pinned,
)
from shop.backoffice.access import renders_forbidden
from shop.backoffice.edits.forms import merging_form
from shop.backoffice.edits.views import CONFLICT, locked
from shop.mail.rendering import from_text
from shop.mail.views import as_mail
from shop.safe_redirects import safe_redirect_url
from shop.user.models import User, UserRequest

INVALID = 422


def _shown(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    """Show a form: alone for a script, which reads it whatever the status, else on its page."""
    if is_fragment(request):
        return render(request, "crm_core/timeline/compose_form.html", context)
    return render(request, "crm_core/timeline/compose.html", context, status=status)


def _done(request: HttpRequest, url: str, words: str) -> HttpResponse:
    """Lead on after something was taken."""
    messages.success(request, words)
    if is_fragment(request):
        return HttpResponse(status=204, headers={"X-Location": url})
    return redirect(url)


def _place_of(entry: TimelineEntry) -> str:
    """Return where a new entry is seen: on the customer's page, if it is among the latest."""
    later = TimelineEntry.objects.filter(customer=entry.customer_id, occurred_at__gt=entry.occurred_at)
    if later[: ENTRIES_PER_PAGE - 1].count() == ENTRIES_PER_PAGE - 1:
        return entry_url(entry)
    return reverse("customers:inspect", args=[entry.customer_id]) + f"#entry-{entry.pk}"


def _sent(request: HttpRequest) -> tuple[QueryDict, MultiValueDict[str, UploadedFile]] | tuple[None, None]:
    """Return what was sent to a form, with its files; nothing where one only looks."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _compose_context(user: User, customer: Customer, title: str, **values: object) -> dict[str, object]:
    return {
        "customer": customer,
        "header_title": title,
        "header_icon": "edit",
        "breadcrumbs_items": breadcrumbs(customer, title, user),
        **values,
    }


@require_http_methods(["GET", "POST"])
@renders_forbidden
@permission_required(["customers.view_customer", ADD], raise_exception=True)
def log(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """Log a note, call, meeting, letter or fax, with outcome and next step; once however often it is sent."""
    customer = seen_or_404(request.user, pk)
    told = kind_of(kind)
    if not told.is_written:
        raise Http404
    people = people_of(customer, request.user).order_by("kind", "name", "pk")
    initial = {
        "key": uuid4(),
        "about": customer.pk,
        "occurred_at": timezone.localtime(),
        "next_for": request.user.pk,
    }
    data, files = _sent(request)
    form = LogForm(data=data, files=files, initial=initial)
    form.fit(kind, people)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        written = WrittenEntry(
            kind=kind,
            text=typed["text"],
            occurred_at=typed["occurred_at"],
            direction=typed.get("direction", ""),
            outcome=typed.get("outcome", ""),
            attachments=typed["attachments"],
            next_step=form.next_step,
        )
        try:
            entry = log_entry(typed["about"], written, by=request.user, key=typed["key"])
        except StepRefusedError as refusal:
            form.add_error("next_for", str(refusal))
        else:
            where = safe_redirect_url(request, request.GET.get("back"), otherwise=_place_of(entry))
            return _done(request, where, _("%(kind)s saved.") % {"kind": told.label})
    context = _compose_context(
        request.user,
        customer,
        str(told.label),
        form=form,
        action=request.get_full_path(),
        submit=_("Save"),
    )
    return _shown(request, context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
@renders_forbidden
@permission_required("customers.view_customer", raise_exception=True)
def edit(request: UserRequest, pk: int) -> HttpResponse:
    """Change what a colleague logged; what it said before is kept, and two edits at once merge."""
    entry = entry_or_404(request.user, pk)
    if not may_edit(entry, request.user):
        raise PermissionDenied
    status = 200
    with locked(entry) as held:
        form = merging_form(EntryForm)(*_sent(request), instance=held)
        if request.method == "POST":
            if form.is_valid():
                save_edit(form.instance, by=request.user, uploads=form.cleaned_data["attachments"])
                return _done(request, entry_url(entry), _("Saved; the earlier text is kept."))
            status = CONFLICT if getattr(form, "conflicts", None) else INVALID
    title = _("Edit: %(kind)s") % {"kind": kind_of(entry.kind).label}
    context = _compose_context(
        request.user,
        entry.customer,
        title,
        form=form,
        action=reverse("timeline_edit", args=[entry.pk]),
        submit=_("Save"),
    )
    return _shown(request, context, status=status)


@require_POST
@renders_forbidden
@permission_required(["customers.view_customer", ADD], raise_exception=True)
def pin(request: UserRequest, pk: int) -> HttpResponse:
    """Pin an entry above the timeline, or take it down: `pinned` says which."""
    entry = entry_or_404(request.user, pk)
    set_pinned(entry, is_pinned=request.POST.get("pinned") == "1")
    url = reverse("customers:inspect", args=[entry.customer_id]) + "#timeline"
    return redirect(url)


@require_http_methods(["GET", "POST"])
@renders_forbidden
@permission_required("customers.view_customer", raise_exception=True)
def remove(request: UserRequest, pk: int) -> HttpResponse:
    """Ask, then take an entry's words and files away for good; who did it stays noted."""
    entry = entry_or_404(request.user, pk)
    if not may_remove(entry, request.user):
        raise PermissionDenied
    customer = entry.customer
    if request.method == "POST":
        remove_entry(entry, by=request.user)
        url = reverse("customers:inspect", args=[customer.pk]) + "#timeline"
        return _done(request, url, _("Removed. The timeline says by whom."))
    title = _("Remove this entry?")
    action = reverse("timeline_remove", args=[entry.pk])
    context = _compose_context(
        request.user,
        customer,
        title,
        entry=entry,
        kind=kind_of(entry.kind),
        action=action,
        submit=_("Remove"),
    )
    return _shown(request, context)


@require_http_methods(["GET", "POST"])
@renders_forbidden
@permission_required(["customers.view_customer", WRITE_MAIL], raise_exception=True)
def write_mail(request: UserRequest, pk: int) -> HttpResponse:
    """Write a mail to a customer, from a template or not; `insert` puts the chosen template into the form."""
    customer = seen_or_404(request.user, pk)
    people = list(people_of(customer, request.user).order_by("kind", "name", "pk")[:50])
    addresses = _addresses(customer, people, request.user)
    thread = _thread(request, people)
    form = _mail_form(request, customer, thread, list(addresses.values()))
    status = 200
    if request.method == "POST" and "insert" in request.POST:
        form = _with_template(form, request, customer, list(addresses.values()))
    elif request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        written = WrittenMail(
            to=typed["to"],
            subject=typed["subject"],
            text=typed["text"],
            language=typed["language"],
            thread=thread,
            attachments=typed["attachments"],
            next_step=form.next_step,
        )
        receiver = next(person for person in people if person.pk == _owner_of(typed["to"], addresses))
        try:
            entry = send_mail(receiver, written, by=request.user, key=typed["key"])
        except StepRefusedError as refusal:
            form.add_error("next_for", str(refusal))
        else:
            if entry is not None:
                return _done(request, _place_of(entry), _("The e-mail is on its way."))
            form.add_error("to", _("Nothing is sent to this address."))
    if form.is_bound and form.errors:
        status = INVALID
    context = _compose_context(
        request.user,
        customer,
        _("E-mail to %(customer)s") % {"customer": name_for(request.user, customer)},
        form=form,
        is_mail=True,
        placeholders=list(PLACEHOLDERS),
        has_templates=MailTemplate.objects.exists(),
        action=reverse("timeline_mail", args=[customer.pk]) + (f"?thread={thread.pk}" if thread else ""),
        preview=reverse("timeline_mail_preview", args=[customer.pk]),
        submit=_("Send"),
    )
    return _shown(request, context, status=status)


Addresses = dict[tuple[int, str], tuple[str, str]]


def _addresses(customer: Customer, people: list[Customer], user: User) -> Addresses:
    """Return the addresses of a customer, of a company its people's too, as choices by whose they are."""
    keys = CustomerIdentifier.objects.filter(customer__in=people, kind=CustomerIdentifier.Kind.EMAIL)
    by_customer: dict[int, list[str]] = {person.pk: [] for person in people}
    for owner, value in keys.order_by("pk").values_list("customer", "value"):
        by_customer[owner].append(value)
    shows = fields_of(user).shows("email")
    found: Addresses = {}
    # The customer's own main address stands first.
    for person in sorted(people, key=lambda one: one.pk != customer.pk):
        addresses = by_customer[person.pk]
        main = [address for address in addresses if address == person.email]
        for address in [*main, *(one for one in addresses if one not in main)]:
            found[person.pk, address] = (address, f"{person} <{address}>" if shows else str(person))
    return found


def _owner_of(address: str, addresses: Addresses) -> int:
    return next(pk for pk, found in addresses if found == address)


def _thread(request: HttpRequest, people: list[Customer]) -> MailThread | None:
    """Return the thread that the address names, if it is one of these people's. Raises Http404."""
    number = request.GET.get("thread", "")
    if not number:
        return None
    if not number.isdecimal() or len(number) > 18:  # noqa: PLR2004 - digits of a bigint
        raise Http404
    return get_object_or_404(MailThread, pk=int(number), customer__in=people)  # guard: mail-thread


def _mail_form(
    request: UserRequest, customer: Customer, thread: MailThread | None, addresses: list[tuple[str, str]]
) -> MailForm:
    languages = dict(settings.LANGUAGES)
    language = customer.language if customer.language in languages else get_language()
    initial = {
        "key": uuid4(),
        "language": language,
        "subject": _("Re: %(subject)s") % {"subject": thread.subject} if thread else "",
        "next_for": request.user.pk,
    }
    data, files = _sent(request)
    form = MailForm(data=data, files=files, initial=initial)
    form.offer(addresses)
    return form


def _with_template(
    form: MailForm, request: UserRequest, customer: Customer, addresses: list[tuple[str, str]]
) -> MailForm:
    """Put the chosen template's words, filled for this customer, into the form; what was typed stays."""
    typed = {name: request.POST.get(name, "") for name in form.fields if name != "attachments"}
    template = (
        MailTemplate.objects.filter(pk=typed["template"]).first() if typed["template"].isdecimal() else None
    )
    language = typed["language"] if typed["language"] in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    if template is not None:
        suffix = language.replace("-", "_").lower()
        subject = getattr(template, f"subject_{suffix}") or template.subject
        text = getattr(template, f"text_{suffix}") or template.text
        words = fill(text, customer, by=request.user, language=language)
        before = typed["text"].strip()
        typed["text"] = words if not before or before == words.strip() else f"{words.rstrip()}\n\n{before}"
        typed["subject"] = typed["subject"] or fill(subject, customer, by=request.user, language=language)
    filled = MailForm(initial=typed)
    filled.offer(addresses)
    return filled


@xframe_options_sameorigin
@require_POST
@renders_forbidden
@permission_required(["customers.view_customer", WRITE_MAIL], raise_exception=True)
def preview_mail(request: UserRequest, pk: int) -> HttpResponse:
    """Return what is typed as the customer would read it, for a frame that may run nothing."""
    customer = seen_or_404(request.user, pk)
    language = request.POST.get("language", "")
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    subject, text = request.POST.get("subject", "")[:200], request.POST.get("text", "")[:20_000]
    words = fill(text, customer, by=request.user, language=language)
    return as_mail(from_text(subject, words, language=language).html)
