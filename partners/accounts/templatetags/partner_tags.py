"""The frame of the portal: its menu and why nothing can be changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.functional import Promise

from partners.accounts.access import PartnerAccess, access_of
from partners.accounts.gates import Refusal, refusal_of
from partners.accounts.pages import menu_for

register = template.Library()
#: As many stand in the bar at the foot of a phone, before the rest.
IN_BAR = 4


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A link of the menu."""

    label: str | Promise
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around a page of the portal: the first entries, the rest, and what keeps from changes."""

    access: PartnerAccess
    first: Sequence[Entry]
    rest: Sequence[Entry]
    refusal: Refusal | None

    @property
    def is_in_rest(self) -> bool:
        """Whether the current page is one of the rest."""
        return any(entry.is_current for entry in self.rest)


@register.simple_tag(takes_context=True)
def portal_frame(context: template.Context) -> Frame | None:
    """Return the frame for who acts for a partner; None for everybody else.

    The page whose address is the longest beginning of this one is the current one.
    """
    request = context.get("request")
    access = access_of(request.user) if request else None
    if request is None or access is None:
        return None
    rows = [(item, reverse(item.url_name)) for item in menu_for(access)]
    here = max((url for _item, url in rows if request.path.startswith(url)), key=len, default="")
    entries = [Entry(label=item.label, url=url, is_current=url == here) for item, url in rows]
    return Frame(access=access, first=entries[:IN_BAR], rest=entries[IN_BAR:], refusal=refusal_of(access))
