"""The names that pipelines, stages and loss reasons come with, in the reader's language.

Staff rename what they like; a name that is still the one it came with is told in the language of whoever
reads.
"""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

SHIPPED_NAMES: dict[str, Promise] = {
    "New business": pgettext_lazy("a pipeline of deals", "New business"),
    "Repeat orders": pgettext_lazy("a pipeline of deals", "Repeat orders"),
    "Qualified": pgettext_lazy("a stage of deals", "Qualified"),
    "Needs known": pgettext_lazy("a stage of deals", "Needs known"),
    "Offer made": pgettext_lazy("a stage of deals", "Offer made"),
    "Negotiation": pgettext_lazy("a stage of deals", "Negotiation"),
    "Reorder expected": pgettext_lazy("a stage of deals", "Reorder expected"),
    "Talked to": pgettext_lazy("a stage of deals", "Talked to"),
    "Basket filled": pgettext_lazy("a stage of deals", "Basket filled"),
    "Won": pgettext_lazy("a stage of deals", "Won"),
    "Lost": pgettext_lazy("a stage of deals", "Lost"),
    "Price": pgettext_lazy("why a deal was lost", "Price"),
    "Went to a competitor": pgettext_lazy("why a deal was lost", "Went to a competitor"),
    "No budget": pgettext_lazy("why a deal was lost", "No budget"),
    "Not needed any more": pgettext_lazy("why a deal was lost", "Not needed any more"),
    "Delivery too late": pgettext_lazy("why a deal was lost", "Delivery too late"),
    "No answer": pgettext_lazy("why a deal was lost", "No answer"),
    "Deal registration ended": pgettext_lazy("why a deal was lost", "Deal registration ended"),
}


def shown_name(name: str) -> str:
    """Return a name as its reader sees it."""
    return str(SHIPPED_NAMES.get(name, name))
