"""What the start page says of visitors who agreed to be remembered."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from personalization.interactions.models import Interaction
from shop.backoffice.figures import FIGURES, Figure, Reading

WEEK = timedelta(days=7)


def _visitors_of_a_week(kind: str) -> int:
    recent = Interaction.objects.filter(kind=kind, occurred_at__gte=timezone.now() - WEEK, reversed_at=None)
    return recent.order_by().values("visitor").distinct().count()


def visits() -> Reading:
    """How many visitors who agreed came within a week."""
    return Reading(
        value=f"{_visitors_of_a_week(Interaction.Kind.VIEW):,}",
        note=_("with consent, last seven days"),
    )


def conversion() -> Reading | None:
    """How many of them bought."""
    came = _visitors_of_a_week(Interaction.Kind.VIEW)
    if not came:
        return None
    bought = _visitors_of_a_week(Interaction.Kind.PURCHASE)
    return Reading(value=f"{bought / came:.1%}", note=_("of whom placed an order"))


FIGURES.register(
    Figure(
        name="visits",
        section="marketing",
        label=gettext_lazy("Visitors"),
        permission="interactions.view_interaction",
        read=visits,
        order=10,
        is_heavy=True,
    )
)
FIGURES.register(
    Figure(
        name="conversion",
        section="marketing",
        label=gettext_lazy("Conversion"),
        permission="interactions.view_interaction",
        read=conversion,
        order=20,
        is_heavy=True,
    )
)
