"""Addresses and forms of the quotes of the back office."""

from datetime import timedelta

from crm_core.quotes.drafting import draft_of
from shop.time_zones import shop_day


def page_of(quote):
    return f"/cms/quotes/{quote.pk}/"


def editor_of(quote):
    return f"/cms/quotes/{quote.pk}/offer/"


def typed(quote, **changes):
    """Everything that the editor shows, as a browser sends it."""
    draft = draft_of(quote)
    data = {
        "seen": draft.changed_at.isoformat(),
        "do": "save",
        "message": "",
        "valid_until": (shop_day() + timedelta(days=14)).isoformat(),
        "delivery": "",
        "payment_terms": "",
    }
    for line in draft.lines.all():
        data |= {
            f"line-{line.key}-quantity": line.quantity,
            f"line-{line.key}-price": line.price if line.price is not None else "",
            f"line-{line.key}-discount": line.discount or "",
            f"line-{line.key}-note": line.note,
        }
    return data | changes
