"""Who is forgotten stands for no partner any more; a partner's own data are a company's."""

from django.utils.translation import gettext_lazy as _

from partners.accounts.models import PartnerUser
from partners.accounts.services import remove_user
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated


def erase_memberships(person: Person) -> int:
    """End that they look after partner accounts."""
    number = PartnerUser.objects.filter(user__in=person.users).count()
    for user_id in sorted(person.users):
        remove_user(user_id)
    return number


ERASERS.register(
    Eraser(
        name="partner-users",
        label=_("access to the partner portal"),
        fields=("partner_accounts.PartnerUser.*",),
        erase=erase_memberships,
        count=lambda person: PartnerUser.objects.filter(user__in=person.users).count(),
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
