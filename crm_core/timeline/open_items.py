"""What the timeline adds to the top of the customer page: steps that are due, addresses that take no mail."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crm_core.customers.attention import (
    BAD,
    OPEN_ITEMS,
    SUGGESTIONS,
    OpenItem,
    OpenSource,
    Suggestion,
    SuggestionSource,
)
from crm_core.customers.models import Customer
from crm_core.timeline.kinds import KINDS
from crm_core.timeline.models import TimelineEntry
from shop.mail.models import Mail
from shop.user.models import User

BOUNCES_COUNT_FOR = timedelta(days=180)
SILENCE = timedelta(days=180)


def day_words(day: date) -> str:
    """Say a day near today in words, any other as a date."""
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    return near.get((day - timezone.localdate()).days) or date_format(day, "DATE_FORMAT")


def bounced_mail(customer: Customer, _user: User) -> Sequence[OpenItem]:
    """Say so where the last mail came back."""
    latest = (
        TimelineEntry.objects.filter(customer=customer, mail__isnull=False)
        .filter(occurred_at__gt=timezone.now() - BOUNCES_COUNT_FOR)
        .exclude(mail__status=Mail.Status.WAITING)
        .order_by("-occurred_at", "-pk")
        .values("pk", "mail__status", "mail__to")
        .first()
    )
    if latest is None or latest["mail__status"] != Mail.Status.BOUNCED:
        return []
    return [
        OpenItem(
            label=_("The last e-mail came back"),
            note=_("check the address %(address)s") % {"address": latest["mail__to"]},
            url=reverse("timeline_entry", args=[latest["pk"]]),
            tone=BAD,
        )
    ]


def get_in_touch(customer: Customer, _user: User) -> Sequence[Suggestion]:
    """Suggest a call with a good customer, or one at risk, whom nobody has spoken to for half a year."""
    cared_for = {Customer.Stage.LOYAL, Customer.Stage.AT_RISK, Customer.Stage.WON_BACK}
    if customer.stage not in cared_for:
        return []
    kinds = [kind.name for kind in KINDS if kind.is_written and kind.name != "note"]
    talks = TimelineEntry.objects.filter(
        customer=customer,
        kind__in=[*kinds, "mail.sent", "mail.received"],
        occurred_at__gt=timezone.now() - SILENCE,
    )
    if talks.exists():
        return []
    return [
        Suggestion(
            label=_("Get in touch"),
            reason=_("%(stage)s, and no conversation in the last six months")
            % {"stage": customer.get_stage_display()},
            weight=40,
            action="call",
        )
    ]


OPEN_ITEMS.register(OpenSource(name="bounced", read=bounced_mail, order=30, permission="order.view_order"))
SUGGESTIONS.register(SuggestionSource(name="touch", read=get_in_touch, order=60))
