"""What the start page says of leads, to each of their own."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from crm_core.leads.access import CHANGE, VIEW, leads_visible_to
from crm_core.leads.models import Lead
from crm_core.leads.reports import answering
from shop.backoffice.figures import BAD, FIGURES, TODO, Figure, Reading, capped_count
from shop.user.models import User

WEEKS = timedelta(days=28)


def waiting(user: User) -> Reading | None:
    """Open leads of one's own that nobody has reached yet; late ones are marked."""
    mine = leads_visible_to(user, Lead.objects.filter(owner=user.pk, open_slot=True, first_contacted_at=None))
    number, words = capped_count(mine.exclude(first_contact_due_at=None))
    if not number:
        return None
    late = capped_count(mine.filter(first_contact_due_at__lt=timezone.now()))[0]
    url = f"{reverse('leads:index')}?who=mine&ordering=first_contact_due_at"
    note = ngettext("%(n)d is late", "%(n)d are late", late) % {"n": late} if late else ""
    return Reading(value=words, note=note, url=url, tone=BAD if late else TODO)


def unassigned(user: User) -> Reading | None:
    """Open leads that nobody has, of those that the user sees."""
    number, words = capped_count(leads_visible_to(user, Lead.objects.filter(owner=None, open_slot=True)))
    if not number:
        return None
    return Reading(value=words, url=f"{reverse('leads:index')}?who=nobody&ordering=-score", tone=TODO)


def new_leads(user: User) -> Reading:
    """How many came within a week."""
    since = timezone.now() - timedelta(days=7)
    _number, words = capped_count(leads_visible_to(user, Lead.objects.filter(created_at__gte=since)))
    return Reading(value=words, note=_("within seven days"), url=reverse("lead_report"))


def response_time(user: User) -> Reading | None:
    """How soon somebody was reached, in working time, over four weeks."""
    now = timezone.now()
    found = answering(leads_visible_to(user, Lead.objects.filter(created_at__gte=now - WEEKS)), now=now)
    if not found.timed:
        return None
    note = _("%(in_time)d of %(timed)d in time") % {"in_time": found.in_time, "timed": found.timed}
    return Reading(value=found.words, note=note, url=reverse("lead_report"))


def conversion(user: User) -> Reading | None:
    """The share of the leads decided within 90 days that were qualified."""
    decided = leads_visible_to(
        user, Lead.objects.filter(closed_at__gte=timezone.now() - timedelta(days=90))
    ).order_by()
    number = decided.count()
    if not number:
        return None
    qualified = decided.filter(Q(state=Lead.State.QUALIFIED)).count()
    note = _("%(qualified)d of %(n)d decided within 90 days") % {"qualified": qualified, "n": number}
    return Reading(value=f"{100 * qualified / number:.0f}%", note=note, url=reverse("lead_report"))


for _name, _label, _read, _permission, _order in (
    ("leads-waiting", gettext_lazy("My leads to contact"), waiting, CHANGE, 1),
    ("leads-unassigned", gettext_lazy("Leads without an owner"), unassigned, CHANGE, 2),
    ("leads-new", gettext_lazy("New leads"), new_leads, VIEW, 11),
    ("leads-response", gettext_lazy("Time to first contact"), response_time, VIEW, 12),
    ("leads-conversion", gettext_lazy("Qualified leads"), conversion, VIEW, 13),
):
    FIGURES.register(
        Figure(
            name=_name, section="sales", label=_label, permission=_permission, read_for=_read, order=_order
        )
    )
