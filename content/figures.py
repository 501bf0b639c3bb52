"""What the start page says of pages."""

from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.models import TaskState

from content.models import FormEntry
from shop.backoffice.figures import FIGURES, TODO, Figure, Reading, capped_count
from shop.backoffice.templatetags.backoffice_tags import ago

ANSWERED_WITHIN = timedelta(days=2)


def pages_to_review() -> Reading:
    """Pages that somebody sent to be approved."""
    number, words = capped_count(TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS))
    url = f"{reverse('wagtailadmin_reports:workflow_tasks')}?status={TaskState.STATUS_IN_PROGRESS}"
    return Reading(value=words, note=_("awaiting approval"), url=url, tone="bad" if number else "")


def entries_to_answer() -> Reading:
    """Entries of forms that nobody is done with; late, when the first of them has waited two days."""
    waiting = FormEntry.objects.exclude(state=FormEntry.State.DONE).order_by("sent_at", "pk")
    number, words = capped_count(waiting)
    oldest = waiting.first()
    note = _("oldest: %(when)s") % {"when": ago(oldest.sent_at)} if oldest else ""
    is_late = oldest is not None and oldest.sent_at < timezone.now() - ANSWERED_WITHIN
    query = [("state", FormEntry.State.OPEN), ("state", FormEntry.State.IN_PROGRESS), ("ordering", "sent_at")]
    url = f"{reverse('form_entries:index')}?{urlencode(query)}"
    return Reading(value=words, note=note, url=url, tone="bad" if is_late else TODO if number else "")


FIGURES.register(
    Figure(
        name="form-entries",
        section="service",
        label=gettext_lazy("Form entries to answer"),
        permission="content.change_formentry",
        read=entries_to_answer,
        order=5,
    )
)
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
