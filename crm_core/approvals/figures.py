"""What the start page says of the approvals that wait for somebody."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from crm_core.approvals.rights import answerable
from shop.backoffice.figures import BAD, FIGURES, TODO, Figure, Reading, capped_count
from shop.user.models import User

LATE = timedelta(days=2)


def approvals_waiting(user: User) -> Reading | None:
    """How many questions wait for somebody's answer, and how many for more than two days."""
    waiting = answerable(user)
    count, words = capped_count(waiting)
    if not count:
        return None
    late, late_words = capped_count(waiting.filter(opened_at__lte=timezone.now() - LATE))
    note = (
        ngettext("%(count)s for more than two days", "%(count)s for more than two days", late)
        % {"count": late_words}
        if late
        else _("to decide")
    )
    return Reading(value=words, note=note, url=reverse("approvals_office:index"), tone=BAD if late else TODO)


FIGURES.register(
    Figure(
        name="approvals-waiting",
        section="sales",
        label=gettext_lazy("Approvals waiting for me"),
        permission="approvals.view_approval",
        read_for=approvals_waiting,
        order=6,
    )
)
