"""What the start page says of one's activities."""

from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from crm_core.activities.access import activities_visible_to
from crm_core.activities.pages import VIEW
from crm_core.activities.queries import due_count, open_activities, overdue
from shop.backoffice.figures import BAD, COUNT_LIMIT, FIGURES, TODO, Figure, Reading, capped_count
from shop.user.models import User


def activities_due(user: User) -> Reading | None:
    """How many of somebody's activities are due and not done."""
    count = due_count(user, most=COUNT_LIMIT)
    if not count:
        return None
    mine = activities_visible_to(user, open_activities().filter(assignee=user))
    late, late_words = capped_count(mine.filter(overdue()))
    note = (
        ngettext("%(count)s overdue", "%(count)s overdue", late) % {"count": late_words}
        if late
        else _("today")
    )
    words = f"{COUNT_LIMIT:,}+" if count > COUNT_LIMIT else f"{count:,}"
    return Reading(value=words, note=note, url=reverse("my_day"), tone=BAD if late else TODO)


FIGURES.register(
    Figure(
        name="activities-due",
        section="sales",
        label=gettext_lazy("My activities due"),
        permission=VIEW,
        read_for=activities_due,
        order=5,
    )
)
