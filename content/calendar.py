"""Pages in the publishing calendar: those that go live or end at a time, and drafts with such a time."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.models import Page

from shop.promotions.calendar import CALENDAR, MOST, CalendarEntry, CalendarSource
from shop.user.models import User


def scheduled_pages(user: User, start: datetime, end: datetime) -> Iterator[CalendarEntry]:
    """Read the pages with a time, as far as the user may see them in the back office. Constant queries."""
    goes_live = Q(go_live_at__isnull=False, go_live_at__lte=end)
    ends = Q(expire_at__isnull=False, expire_at__gte=start)
    dated = (goes_live & (ends | Q(expire_at=None))) | (ends & Q(go_live_at=None))
    pages = Page.objects.filter(dated, depth__gt=1)
    for page in pages.order_by("go_live_at", "pk")[:MOST]:
        yield CalendarEntry(
            title=str(page.get_admin_display_title()),
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            start=page.go_live_at or page.first_published_at,
            end=page.expire_at,
            note=_("page, live") if page.live else _("page, scheduled"),
            is_over=page.expired,
        )


CALENDAR.register(
    CalendarSource(
        name="pages", label=gettext_lazy("Pages"), permission="wagtailcore.change_page", read=scheduled_pages
    )
)
