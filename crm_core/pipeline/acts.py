"""What a buyer may do that moves a deal; a package above registers its own (a quote accepted)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.registry import Registry

BASKET_FILLED, FORM_SENT, ORDER_PLACED = "basket_filled", "form_sent", "order_placed"
#: What takes a win back; nothing is chosen for it, since the former stage is known.
ORDER_CANCELLED, ORDER_REFUNDED = "order_cancelled", "order_refunded"


@dataclass(frozen=True, kw_only=True)
class Act:
    """An act of a buyer; each pipeline says to which stage it moves a deal, if anywhere."""

    name: str
    label: str | Promise
    order: int = 100


ACTS: Registry[Act] = Registry("act of a buyer", sort=lambda act: (act.order, act.name))
ACTS.register(Act(name=BASKET_FILLED, label=pgettext_lazy("a buyer's act", "Basket filled"), order=10))
ACTS.register(Act(name=FORM_SENT, label=_("Form sent"), order=20))
ACTS.register(Act(name=ORDER_PLACED, label=_("Order placed"), order=30))

#: What no pipeline chooses a stage for, since where it leads is known: a package above registers its own.
FOLLOWED: Registry[Act] = Registry("act that a deal follows by itself")
FOLLOWED.register(Act(name=ORDER_CANCELLED, label=_("Order cancelled")))
FOLLOWED.register(Act(name=ORDER_REFUNDED, label=_("Order refunded")))


def act_label(name: str) -> str:
    """Say what happened to a deal; an act that no package knows any more is told by its name."""
    act = ACTS.get(name) or FOLLOWED.get(name)
    return str(act.label if act else name)
