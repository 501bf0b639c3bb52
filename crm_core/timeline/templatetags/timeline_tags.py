"""What the timeline's templates load."""

from datetime import date

from django import template
from django.utils import timezone

from crm_core.customers.models import Customer
from crm_core.timeline.open_items import day_words
from crm_core.timeline.pages import timeline_page
from crm_core.timeline.placeholders import PLACEHOLDERS, Placeholder
from shop.mail.models import Mail

register = template.Library()
TONES = {
    Mail.Status.SENT: "good",
    Mail.Status.UNCERTAIN: "warn",
    Mail.Status.FAILED: "bad",
    Mail.Status.BOUNCED: "bad",
}


@register.inclusion_tag("crm_core/timeline/entries.html", takes_context=True)
def timeline(context: template.RequestContext, customer: Customer) -> dict[str, object]:
    """Show a page of a customer's timeline: that which the address of the page around it asks for."""
    request = context["request"]
    return {**timeline_page(customer, request.user, request.GET), "request": request}


@register.simple_tag
def placeholders() -> list[Placeholder]:
    """List what may stand in a mail template."""
    return list(PLACEHOLDERS)


@register.filter
def mail_tone(status: str) -> str:
    """Return how the state of a mail looks."""
    return TONES.get(Mail.Status(status), "")


@register.filter
def near_day(day: date) -> str:
    """Say a day near today in words."""
    return day_words(day)


@register.filter
def is_past(day: date) -> bool:
    """Say whether a day is over."""
    return day < timezone.localdate()
