"""What pages tell of budgets: what is left for the basket that somebody fills."""

from decimal import Decimal

from django import template

from shop.b2b.access import access_of
from shop.budgets.queries import Standing, standings_for

register = template.Library()


@register.simple_tag(takes_context=True)
def budget_notices(context: template.Context, total: Decimal | None = None) -> list[dict[str, object]]:
    """Return the budgets that a basket of a gross total counts against, and whether it exceeds each.

    None for who acts for no company. In the checkout the cost centre that was chosen counts.
    """
    request = context["request"]
    access = access_of(request.user)
    if access is None:
        return []
    purchase = context.get("purchase")
    centre = purchase.cost_centre if purchase else None
    found = standings_for(
        access,
        currency=request.basket.currency or request.strategy.buyer.currency,
        cost_centre_id=centre.pk if centre else None,
        basket=request.basket,
    )
    return [_notice(one, total) for one in found]


def _notice(standing: Standing, total: Decimal | None) -> dict[str, object]:
    return {"standing": standing, "is_exceeded": total is not None and standing.is_exceeded_by(total)}
