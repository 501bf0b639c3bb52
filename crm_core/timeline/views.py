"""Reading a timeline beyond its first page, an entry by its own address, and what hangs on entries."""

from typing import cast

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from crm_core.customers.access.fields import name_for
from crm_core.customers.access.rows import seen_or_404
from crm_core.customers.access.viewing import note_views
from crm_core.customers.models import Customer
from crm_core.timeline.models import EntryAttachment, TimelineEntry
from crm_core.timeline.pages import timeline_page
from crm_core.timeline.queries import entries_visible_to
from shop.backoffice.access import renders_forbidden
from shop.mail.models import MailAttachment
from shop.mail.views import as_mail
from shop.uploads.private import private_file
from shop.user.models import User, UserRequest

VIEW = "customers.view_customer"
FRAGMENT = "X-Fragment"


def entry_or_404(user: User, pk: int) -> TimelineEntry:
    """Return an entry that `user` may read."""
    entries = entries_visible_to(user).select_related("customer", "mail", "thread", "author")
    return get_object_or_404(entries, pk=pk)  # guard: timeline-entry


def entry_url(entry: TimelineEntry) -> str:
    """Return where an entry stands in its customer's timeline, on a page that begins with it."""
    return reverse("customer_timeline", args=[entry.customer_id]) + f"?entry={entry.pk}#entry-{entry.pk}"


def breadcrumbs(customer: Customer, title: str, user: User) -> list[dict[str, str]]:
    """Lead back to the customer."""
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("customers:index"), "label": _("Customers")},
        {"url": reverse("customers:inspect", args=[customer.pk]), "label": name_for(user, customer)},
        {"url": "", "label": title},
    ]


def is_fragment(request: HttpRequest) -> bool:
    """Say whether a script asks for the part of the page that it puts into its own."""
    return FRAGMENT in request.headers


@require_safe
@renders_forbidden
@permission_required(VIEW, raise_exception=True)
def timeline(request: UserRequest, pk: int) -> HttpResponse:
    """Show a page of one customer's timeline; the address holds what a `Selection` is read from."""
    customer = seen_or_404(request.user, pk)
    if customer.pk != pk:
        return redirect("customer_timeline", customer.pk)
    context = timeline_page(customer, request.user, request.GET)
    if is_fragment(request):
        return render(request, "crm_core/timeline/entries.html", context)
    title = _("Timeline")
    context |= {
        "header_title": _("Timeline of %(customer)s") % {"customer": name_for(request.user, customer)},
        "header_icon": "history",
        "breadcrumbs_items": breadcrumbs(customer, title, request.user),
    }
    note_views(request.user, customer.pk, page="timeline")
    return render(request, "crm_core/timeline/timeline_page.html", context)


@require_safe
@renders_forbidden
@permission_required(VIEW, raise_exception=True)
def entry(request: UserRequest, pk: int) -> HttpResponse:
    """Lead to where an entry stands, whoever's it is by now: the address that one sends to a colleague."""
    return redirect(entry_url(entry_or_404(request.user, pk)))


@xframe_options_sameorigin
@require_safe
@renders_forbidden
@permission_required(VIEW, raise_exception=True)
def letter(request: UserRequest, pk: int) -> HttpResponse:
    """Return the HTML of an entry's mail for its frame, which may run nothing; of a secret one nothing."""
    mail = entry_or_404(request.user, pk).mail
    if mail is None:
        raise Http404
    return as_mail("" if mail.is_secret else mail.html)


@require_safe
@renders_forbidden
@permission_required(VIEW, raise_exception=True)
def attachment(request: UserRequest, pk: int) -> HttpResponse:
    """Hand out a file beside an entry."""
    found = get_object_or_404(
        EntryAttachment,
        pk=pk,
        entry__in=entries_visible_to(request.user).values("pk"),  # guard: entry-file
    )
    return cast("HttpResponse", private_file(found.file, name=found.name))


@require_safe
@renders_forbidden
@permission_required(VIEW, raise_exception=True)
def mail_attachment(request: UserRequest, pk: int) -> HttpResponse:
    """Hand out a file that went with an entry's mail."""
    mails = entries_visible_to(request.user).exclude(mail=None).values("mail")
    found = get_object_or_404(MailAttachment, pk=pk, mail__in=mails)
    return cast("HttpResponse", private_file(found.file, name=found.name))
