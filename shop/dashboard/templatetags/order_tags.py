"""An order's status on the screens of the back office."""

from django import template

from shop.dashboard.statuses import change_label, status_label, status_tone

register = template.Library()


@register.inclusion_tag("backoffice/status.html")
def order_status(status: str) -> dict[str, object]:
    """Show an order's status in words and tone; one that nobody described is shown as it is."""
    return {"label": status_label(status), "tone": status_tone(status)}


register.filter("status_label", status_label)
register.filter("change_label", change_label)
register.filter("status_tone", status_tone)
