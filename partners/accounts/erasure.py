"""Who is forgotten acts for no partner any more; a partner's own data are a company's."""

from django.utils.translation import gettext_lazy as _

from partners.accounts.models import PartnerDelegate
from partners.accounts.services import remove_user
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated


def erase_delegations(person: Person) -> int:
    """End that they act for partner accounts."""
    number = PartnerDelegate.objects.filter(user__in=person.users).count()
    for user_id in sorted(person.users):
        remove_user(user_id)
    return number


ERASERS.register(
    Eraser(
        name="partner-delegates",
        label=_("access to the partner portal"),
        fields=("partner_accounts.PartnerDelegate.*",),
        erase=erase_delegations,
        count=lambda person: PartnerDelegate.objects.filter(user__in=person.users).count(),
    )
)
UNRELATED.register(
    Unrelated(
        name="partners",
        fields=(
            *("partner_accounts.PartnerAccount.*", "partner_accounts.PartnerCode.*"),
            *("commissions.Payout.*", "commissions.Commission.*"),
        ),
    )
)
