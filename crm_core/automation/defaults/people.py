"""Whom a step of a rule means: the owner of the customer, or a colleague by name."""

from collections.abc import Sequence

from django.utils.translation import gettext, gettext_lazy as _

from crm_core.automation.context import NotDoneError
from crm_core.automation.defaults.customer_facts import colleagues
from crm_core.automation.registry import Choice, Params
from crm_core.customers.access.rows import may_see
from crm_core.customers.models import Customer
from shop.user.models import User

OWNER = "owner"


def people() -> Sequence[Choice]:
    """List whom a step may name."""
    return [(OWNER, _("the customer's owner")), *colleagues()]


def person_words(key: object) -> str:
    """Name whom a step means."""
    if key == OWNER:
        return gettext("the customer's owner")
    return next((str(label) for value, label in colleagues() if value == str(key)), gettext("nobody"))


def colleague_of(params: Params, name: str, customer: Customer | None) -> User:
    """Return whom a step means. Raises NotDoneError where nobody is, or they do not see the customer."""
    key = str(params.get(name, ""))
    if key == OWNER:
        found = customer.owner if customer is not None else None
        if found is None:
            raise NotDoneError(gettext("The customer has no owner."), reason="no-owner")
    else:
        found = User.objects.filter(pk=key).first() if key.isdecimal() else None
    if found is None or not (found.is_active and found.is_staff):
        raise NotDoneError(gettext("This colleague no longer works here."), reason="nobody")
    if customer is not None and not may_see(found, customer):
        raise NotDoneError(
            gettext("%(name)s does not see this customer.") % {"name": found.get_full_name() or found.email},
            reason="not-seen",
        )
    return found
