"""What the start page says of companies that apply."""

from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from shop.backoffice.figures import FIGURES, Figure, Reading, capped_count
from shop.backoffice.templatetags.backoffice_tags import ago
from shop.company_accounts.models import CompanyApplication
from shop.company_accounts.models.registration import TO_DECIDE
from shop.company_accounts.registration.access import VIEW


def waiting_applications() -> Reading:
    """Applications that nobody has decided, and since when."""
    waiting = CompanyApplication.objects.filter(state__in=TO_DECIDE).order_by("submitted_at")
    number, words = capped_count(waiting)
    oldest = waiting.first()
    note = _("oldest: %(when)s") % {"when": ago(oldest.submitted_at)} if oldest else ""
    url = f"{reverse('company_applications:index')}?ordering=submitted_at"
    return Reading(value=words, note=note, url=url, tone="todo" if number else "")


FIGURES.register(
    Figure(
        name="company-applications",
        section="sales",
        label=gettext_lazy("Company applications"),
        permission=VIEW,
        read=waiting_applications,
        order=60,
    )
)
