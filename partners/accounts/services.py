"""Writing partner accounts."""

from collections.abc import Collection

from django.db import transaction

from partners.accounts.models import PartnerAccount, PartnerUser
from shop.user.models import User


class UserIsElsewhereError(ValueError):
    """The user looks after another partner account already."""


@transaction.atomic
def set_users(account: PartnerAccount, users: Collection[User]) -> None:
    """Let exactly these users look after the account; who stays keeps their role.

    The first one of an account without an owner becomes it. Raises UserIsElsewhereError, with
    nothing changed, when one of them looks after another account.
    """
    elsewhere = PartnerUser.objects.filter(user__in=users).exclude(account=account).select_related("user")
    if taken := elsewhere.first():
        raise UserIsElsewhereError(taken.user.email)
    PartnerUser.objects.filter(account=account).exclude(user__in=users).delete()
    has_owner = PartnerUser.objects.filter(account=account, role=PartnerUser.Role.OWNER).exists()
    for user in users:
        role = PartnerUser.Role.MEMBER if has_owner else PartnerUser.Role.OWNER
        PartnerUser.objects.get_or_create(account=account, user=user, defaults={"role": role})
        has_owner = True


def remove_user(user_id: int) -> bool:
    """End what a user whose own account has ended may see in the portal; tell whether it was anything.

    The partner account stays, with its links and what it earned; staff give it to somebody else.
    """
    deleted, _per_model = PartnerUser.objects.filter(user_id=user_id).delete()
    return bool(deleted)
