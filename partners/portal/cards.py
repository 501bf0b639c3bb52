"""The cards of the home that tell of links and of what they earned."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from partners.accounts.access import PartnerAccess
from partners.accounts.home import HOME_CARDS, CardFigure, CardReading, HomeCard
from partners.commissions.queries import totals_of
from partners.referrals.queries import clicks_since
from shop.formats import format_money

RECENT = timedelta(days=30)
STATEMENTS = "partner.statements.view"


def commissions(access: PartnerAccess) -> CardReading | None:
    """Tell what is owed in each currency."""
    totals = totals_of(access.account)
    figures = [
        CardFigure(value=format_money(total.owed, total.currency), label=_("Commission balance"))
        for total in totals
    ]
    days = [total.next_payable_at for total in totals if total.next_payable_at]
    note = _("next payable on %(date)s") % {"date": date_format(min(days), "DATE_FORMAT")} if days else ""
    if not figures:
        note = _("Orders through your link appear here within seconds.")
    return CardReading(figures=figures, note=note, url=reverse("partners:statement"))


def links(access: PartnerAccess) -> CardReading | None:
    """Tell how often the links were followed lately."""
    clicks = clicks_since(access.account, since=(timezone.now() - RECENT).date())
    figure = CardFigure(value=str(clicks), label=_("clicks in the last 30 days"))
    return CardReading(figures=[figure], url=reverse("partners:links"))


HOME_CARDS.register(
    HomeCard(
        name="commissions",
        title=gettext_lazy("Commissions"),
        read=commissions,
        permissions=(STATEMENTS,),
        order=60,
    )
)
HOME_CARDS.register(HomeCard(name="links", title=gettext_lazy("Your referral link"), read=links, order=70))
