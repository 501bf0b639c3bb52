"""What the start page says of people who want to sell for us."""

from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from partners.onboarding.models import PartnerApplication
from shop.backoffice.figures import FIGURES, Figure, Reading, capped_count
from shop.backoffice.templatetags.backoffice_tags import ago


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
