"""Which fields of customers somebody of the staff does not see, or sees and does not change.

A package names what it shows of a customer that a role may have to go without:

    FIELDS.register(CustomerField(name="margin", label=_("Margin"), shown_as=("margin", "clv")))

and every screen that shows, filters, exports or takes that asks `fields_of(user)`. Staff say on the page of
a group which fields it lacks (`FieldRight`). Of several roles the one that allows most decides; superusers
see and change everything.
"""

from dataclasses import dataclass, field

from django.contrib.auth.models import Group
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_core.customers.access.rows import Somebody
from crm_core.customers.models import FieldRight
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class CustomerField:
    """A field that can be kept from a role.

    `shown_as` names the columns, headings of exports, fields of forms, filters, figures and panels that show
    it or let it be guessed; without, it goes by its own name everywhere. `is_written` says whether staff
    write it, so that it can be read only.
    """

    name: str
    label: str | Promise
    shown_as: tuple[str, ...] = ()
    is_written: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Every name under which screens know it."""
        return frozenset({self.name, *self.shown_as})


FIELDS: Registry[CustomerField] = Registry("field of customers")


@dataclass(frozen=True, kw_only=True)
class FieldAccess:
    """What somebody does not see of a customer, and what they see only, by the names of screens."""

    hidden: frozenset[str] = field(default_factory=frozenset)
    read_only: frozenset[str] = field(default_factory=frozenset)

    def shows(self, *names: str) -> bool:
        """Say whether nothing of that name is kept from them."""
        return self.hidden.isdisjoint(names)

    def changes(self, name: str) -> bool:
        """Say whether they may write it."""
        return name not in self.hidden and name not in self.read_only


EVERYTHING = FieldAccess()


def fields_of(user: Somebody) -> FieldAccess:
    """Return what is kept from somebody; read once for each user object."""
    known: FieldAccess | None = getattr(user, "_customer_fields", None)
    if known is None:
        known = _read(user)
        user._customer_fields = known  # type: ignore[union-attr]
    return known


def _read(user: Somebody) -> FieldAccess:
    """A field is kept from who lacks it in each of their roles; a right of one's own shows all."""
    if user.pk is None or user.is_superuser:  # type: ignore[union-attr]
        return EVERYTHING
    rights = {"content_type__app_label": "customers", "codename": "view_customer"}
    if user.user_permissions.filter(**rights).exists():  # type: ignore[union-attr]
        return EVERYTHING
    permissions = {f"permissions__{key}": value for key, value in rights.items()}
    groups = set(Group.objects.filter(user=user.pk, **permissions).values_list("pk", flat=True))
    kept: dict[str, dict[int, str]] = {}
    for group, name, access in FieldRight.objects.filter(group__in=groups).values_list(
        "group", "field", "access"
    ):
        kept.setdefault(name, {})[group] = access
    hidden: set[str] = set()
    read_only: set[str] = set()
    for entry in FIELDS:
        by_group = kept.get(entry.name, {})
        if not groups or set(by_group) != groups:
            continue
        is_hidden = set(by_group.values()) == {FieldRight.Access.HIDDEN}
        (hidden if is_hidden else read_only).update(entry.names)
    return FieldAccess(hidden=frozenset(hidden), read_only=frozenset(read_only))


for _name, _label, _shown_as, _is_written in (
    ("email", _("E-mail"), (), True),
    ("phone", _("Phone"), (), True),
    ("spent", _("Total spent"), ("average",), False),
):
    FIELDS.register(CustomerField(name=_name, label=_label, shown_as=_shown_as, is_written=_is_written))
