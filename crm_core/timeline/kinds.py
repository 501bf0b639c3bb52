"""How each kind of entry is told: its name, its filter, its icon and its template.

A package registers its kinds (`KINDS.register(TimelineKind(...))`) in a module that its
`AppConfig.ready()` imports, such as its `panels.py`. The template is included with `entry` and `kind`
and begins at the sentence itself;
`entry.data` holds what was recorded (templates/crm_core/timeline/kinds/ has examples).
"""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.registry import Registry
from shop.user.models import User

DEFAULT_TEMPLATE = "crm_core/timeline/kinds/default.html"
#: The right that each kind of a group asks for unless it names rights of its own.
GROUP_RIGHTS = {"orders": ("order.view_order",)}


@dataclass(frozen=True, kw_only=True)
class TimelineKind:
    """One kind of entry; `group` is the filter it stands under, `icon` one of Wagtail's.

    Of `permissions` a reader needs one, where it names any; `is_written` says that staff log it by hand.
    """

    name: str
    label: str | Promise
    group: str = "other"
    icon: str = "history"
    template: str = DEFAULT_TEMPLATE
    permissions: tuple[str, ...] = ()
    is_written: bool = False

    def is_told_to(self, user: User | AnonymousUser) -> bool:
        """Say whether this user may read entries of this kind."""
        rights = self.permissions or GROUP_RIGHTS.get(self.group, ())
        return not rights or any(user.has_perm(right) for right in rights)


KINDS: Registry[TimelineKind] = Registry("kind of timeline entry")


@dataclass(frozen=True, kw_only=True)
class ToldMail:
    """A kind of mail (its code) that an entry of a package's own tells: it gets no second one."""

    name: str


TOLD_MAILS: Registry[ToldMail] = Registry("kind of mail that is told elsewhere")
GROUPS: dict[str, str | Promise] = {
    "talks": _("Conversations"),
    "mails": _("E-mails"),
    "orders": _("Orders"),
    "deals": _("Deals"),
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


def hidden_kinds(user: User | AnonymousUser) -> list[str]:
    """Return the kinds that this user may not read."""
    return [kind.name for kind in KINDS if not kind.is_told_to(user)]
