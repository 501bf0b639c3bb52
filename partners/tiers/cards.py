"""The card of the tier on the portal's home."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from partners.accounts.access import PartnerAccess
from partners.accounts.home import HOME_CARDS, CardFigure, CardReading, HomeCard
from partners.tiers.company_permissions import VIEW_TIER
from partners.tiers.queries import membership_of


def tier_card(access: PartnerAccess) -> CardReading | None:
    """Tell the tier, when it is reviewed, or until when it is kept; nothing without one."""
    held = membership_of(access.account)
    if held is None:
        return None
    if held.grace_until:
        note = _("Kept until %(day)s: not every criterion is met.")
        note %= {"day": date_format(held.grace_until, "DATE_FORMAT")}
    else:
        note = _("Next review: %(day)s") % {"day": date_format(held.review_at, "DATE_FORMAT")}
    figure = CardFigure(
        value=str(held.tier), label=_("your tier now"), tone="bad" if held.grace_until else ""
    )
    return CardReading(figures=[figure], note=note, url=reverse("partner_tiers:mine"))


HOME_CARDS.register(
    HomeCard(name="tier", title=gettext_lazy("Your tier"), read=tier_card, permissions=(VIEW_TIER,), order=40)
)
