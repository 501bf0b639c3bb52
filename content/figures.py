"""What the start page says of pages."""

from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.models import TaskState

from shop.backoffice.figures import FIGURES, Figure, Reading, capped_count


def pages_to_review() -> Reading:
    """Pages that somebody sent to be approved."""
    number, words = capped_count(TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS))
    url = f"{reverse('wagtailadmin_reports:workflow_tasks')}?status={TaskState.STATUS_IN_PROGRESS}"
    return Reading(value=words, note=_("awaiting approval"), url=url, tone="bad" if number else "")


FIGURES.register(
    Figure(
        name="pages-review",
        section="content",
        label=gettext_lazy("Pages to review"),
        permission="content.view_editorial",
        read=pages_to_review,
        order=10,
    )
)
