"""What the start page says of people who want to sell for us."""

from datetime import timedelta
from statistics import median

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from partners.accounts.checklist import CHECKLIST
from partners.accounts.models import PartnerAccount
from partners.onboarding.models import PartnerApplication
from shop.backoffice.figures import FIGURES, Figure, Reading, capped_count
from shop.backoffice.templatetags.backoffice_tags import ago

YEAR = timedelta(days=365)


def open_applications() -> Reading:
    """Applications that nobody has answered, and since when."""
    waiting = PartnerApplication.objects.filter(status=PartnerApplication.Status.OPEN).order_by("created_at")
    number, words = capped_count(waiting)
    oldest = waiting.first()
    note = _("oldest: %(when)s") % {"when": ago(oldest.created_at)} if oldest else ""
    url = f"{reverse('partner_applications:index')}?status=open"
    return Reading(value=words, note=note, url=url, tone="bad" if number else "")


FIGURES.register(
    Figure(
        name="partner-applications",
        section="partners",
        label=gettext_lazy("Applications"),
        permission="partner_onboarding.view_partnerapplication",
        read=open_applications,
        order=10,
    )
)


def days_to_first_order() -> Reading:
    """How many days the partners of the last year took from their account to the first order: the median."""
    since = timezone.now() - YEAR
    accounts = PartnerAccount.objects.filter(created_at__gte=since).order_by("pk")
    ordered = accounts.annotate(ordered_at=CHECKLIST["order"].done_at())
    rows = list(ordered.values_list("created_at", "ordered_at"))
    days = [max((first - created).days, 0) for created, first in rows if first is not None]
    note = _("%(done)s of %(all)s partners of the last year have ordered") % {
        "done": len(days),
        "all": len(rows),
    }
    number = round(median(days)) if days else 0
    value = ngettext("%(n)d day", "%(n)d days", number) % {"n": number} if days else "–"
    return Reading(value=value, note=note, url=reverse("partner_accounts:index"))


FIGURES.register(
    Figure(
        name="partner-first-order",
        section="partners",
        label=gettext_lazy("Time to first order"),
        permission="partner_accounts.view_partneraccount",
        read=days_to_first_order,
        order=15,
    )
)
