"""Writing who was sent by whom."""

from datetime import date

from django.db.models import F

from partners.accounts.models import PartnerAccount
from partners.accounts.queries import active_account
from partners.referrals.cookies import Click
from partners.referrals.models import BasketReferral, ReferralClicks


def link_basket(basket_id: int, *, click: Click) -> None:
    """Note which partner the owner of the basket came by; the last click counts.

    A code nobody has, or of a suspended account, has no effect. The same click again writes nothing.
    """
    tie = BasketReferral.objects.filter(basket=basket_id).first()
    if tie is not None and tie.clicked_at >= click.clicked_at:
        return
    account = active_account(click.code)
    if account is None:
        return
    BasketReferral.objects.bulk_create(
        [BasketReferral(basket_id=basket_id, account=account, clicked_at=click.clicked_at)],
        update_conflicts=True,
        unique_fields=["basket"],
        update_fields=["account", "clicked_at"],
    )


def count_click(account: PartnerAccount, *, day: date) -> None:
    """Add one to the day's clicks of a partner, safely beside others who do the same."""
    clicks, _created = ReferralClicks.objects.get_or_create(account=account, date=day)
    ReferralClicks.objects.filter(pk=clicks.pk).update(count=F("count") + 1)
