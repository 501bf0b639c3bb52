"""What the start page says of registrations that wait for an answer."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from partners.deal_registrations.access import DECIDE
from partners.deal_registrations.models import DealRegistration
from partners.deal_registrations.models.registrations import WAITING
from shop.backoffice.figures import FIGURES, TODO, Figure, Reading, capped_count


def to_answer() -> Reading:
    """How many registrations wait, and how many of them too long."""
    waiting = DealRegistration.objects.filter(state__in=WAITING)
    number, words = capped_count(waiting)
    late, late_words = capped_count(waiting.filter(answer_due_at__lt=timezone.now()))
    note = _("%(number)s overdue") % {"number": late_words} if late else ""
    url = f"{reverse('registrations_office:index')}?group=waiting"
    return Reading(value=words, note=note, url=url, tone="bad" if late else TODO if number else "")


FIGURES.register(
    Figure(
        name="deal-registrations",
        section="partners",
        label=gettext_lazy("Deal registrations to answer"),
        permission=DECIDE,
        read=to_answer,
        order=20,
    )
)
