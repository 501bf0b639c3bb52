"""What the start page says of one's next steps with customers."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from crm_core.customers.access.rows import rows_visible_to
from crm_core.timeline.models import FollowUp
from shop.backoffice.figures import BAD, FIGURES, TODO, Figure, Reading, capped_count
from shop.user.models import User


def follow_ups_due(user: User) -> Reading | None:
    """How many of somebody's next steps are due and not done."""
    today = timezone.localdate()
    due = rows_visible_to(user, FollowUp.objects.filter(assignee=user.pk, done_at=None, due_on__lte=today))
    count, words = capped_count(due)
    if not count:
        return None
    late, late_words = capped_count(due.filter(due_on__lt=today))
    note = (
        ngettext("%(count)s overdue", "%(count)s overdue", late) % {"count": late_words}
        if late
        else _("today")
    )
    url = f"{reverse('follow_ups:index')}?state=due&assignee={user.pk}"
    return Reading(value=words, note=note, url=url, tone=BAD if late else TODO)


FIGURES.register(
    Figure(
        name="follow-ups-due",
        section="sales",
        label=gettext_lazy("My follow-ups due"),
        permission="timeline.view_followup",
        read_for=follow_ups_due,
        order=5,
    )
)
