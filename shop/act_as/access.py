"""Who may act for whom. Packages above say which customers somebody of the staff may see at all."""

from collections.abc import Callable
from dataclasses import dataclass

from shop.registry import Registry
from shop.user.models import User

START, VIEW = "act_as.start_actassession", "act_as.view_actassession"


@dataclass(frozen=True, kw_only=True)
class ActingRule:
    """`allows(staff, user)` tells whether a colleague may act for an account; every rule has to."""

    name: str
    allows: Callable[[User, User], bool]


RULES: Registry[ActingRule] = Registry("rule of acting for customers")


def may_act_for(staff: User, user: User) -> bool:
    """Tell whether a colleague may act for an account: with the right, never for another colleague."""
    if not (staff.is_active and staff.is_staff and staff.has_perm(START)):  # guard: act-as-right
        return False
    if not user.is_active or user.is_staff or user.is_superuser or user.pk == staff.pk:  # guard: act-as-staff
        return False
    return all(rule.allows(staff, user) for rule in RULES)  # guard: act-as-rules
