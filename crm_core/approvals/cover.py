"""Who stands in for a colleague by a delegation also answers the companies that they look after."""

from crm_core.approvals.rights import delegates_of
from shop.company_accounts.representatives.queries import COVERS, CoverProvider
from shop.user.models import User


def cover_of(user: User) -> User | None:
    """Return the first who answers for a colleague today; None where nobody does."""
    keys = delegates_of([user.pk]).get(user.pk, [])
    return User.objects.filter(pk__in=keys[:1], is_active=True).first()


COVERS.register(CoverProvider(name="delegations", cover_of=cover_of))
