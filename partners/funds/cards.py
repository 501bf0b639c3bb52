"""The card of the funds on the portal's home."""

from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from partners.accounts.access import PartnerAccess
from partners.accounts.home import HOME_CARDS, CardFigure, CardReading, HomeCard
from partners.funds.queries import REQUEST_FUNDS, allocations_of
from shop.formats import format_money


def funds_card(access: PartnerAccess) -> CardReading | None:
    """Tell what is left of each running budget; nothing where there is none."""
    figures = [
        CardFigure(
            value=format_money(row.amount - row.committed, row.currency),
            label=_("left of %(budget)s") % {"budget": row.budget},
        )
        for row in allocations_of(access.account.pk)
    ]
    return CardReading(figures=figures, url=reverse("partner_funds:overview")) if figures else None


HOME_CARDS.register(
    HomeCard(
        name="funds",
        title=gettext_lazy("Market development funds"),
        read=funds_card,
        permissions=(REQUEST_FUNDS,),
        order=45,
    )
)
