"""How each kind of entry is told: its name, its filter, its icon and its template.

A package registers its kinds (`KINDS.register(TimelineKind(...))`) in a module that its
`AppConfig.ready()` imports, such as its `panels.py`. The template is included with `entry` and `kind`
and begins at the sentence itself;
`entry.data` holds what was recorded (templates/crm_core/timeline/kinds/ has examples).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.registry import Registry

DEFAULT_TEMPLATE = "crm_core/timeline/kinds/default.html"


@dataclass(frozen=True, kw_only=True)
class TimelineKind:
    """One kind of entry; `group` is the filter it stands under, `icon` one of Wagtail's."""

    name: str
    label: str | Promise
    group: str = "other"
    icon: str = "history"
    template: str = DEFAULT_TEMPLATE


KINDS: Registry[TimelineKind] = Registry("kind of timeline entry")
GROUPS: dict[str, str | Promise] = {
    "orders": _("Orders"),
    "talks": _("Conversations"),
    "web": _("Web"),
    "partners": _("Partners"),
    "other": _("Other"),
}


def kind_of(name: str) -> TimelineKind:
    """Return how to tell an entry of this kind; a kind nobody registered is told by its title."""
    return KINDS.get(name) or TimelineKind(name=name, label=name)


def kind_names(group: str) -> list[str]:
    """Return the kinds under a filter."""
    return [kind.name for kind in KINDS if kind.group == group]
