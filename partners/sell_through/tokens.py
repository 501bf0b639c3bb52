"""Upload keys: a partner's own system sends reports with one. Shown once, kept as a digest."""

import hashlib
import secrets

from django.utils import timezone

from partners.accounts.access import access_of
from partners.accounts.models import PartnerAccount
from partners.sell_through.company_permissions import REPORT
from partners.sell_through.models import UploadToken
from shop.user.models import User

MOST_TOKENS = 10


class TooManyTokensError(Exception):
    """The partner has as many upload keys as one may have."""


def make_token(account: PartnerAccount, *, name: str, by: User) -> str:
    """Make an upload key and return it; it cannot be read again. Raises TooManyTokensError."""
    if UploadToken.objects.filter(account=account).count() >= MOST_TOKENS:
        raise TooManyTokensError
    secret = f"kst_{secrets.token_urlsafe(32)}"
    UploadToken.objects.create(account=account, name=name, digest=_digest(secret), created_by=by)
    return secret


def delete_token(account: PartnerAccount, token_id: int) -> None:
    """Delete an upload key: what still uses it is refused from now on."""
    UploadToken.objects.filter(account=account, pk=token_id).delete()


def token_of(header: str) -> UploadToken | None:
    """Return the key of an Authorization header ("Bearer kst_..."), its last use noted.

    None for one that is unknown, of a suspended account, or whose maker may not report for it any more.
    """
    scheme, _space, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        return None
    rows = UploadToken.objects.select_related("account__company", "created_by")
    token = rows.filter(digest=_digest(secret.strip())).first()
    if token is None or not token.account.is_active or not token.created_by.is_active:
        return None
    access = access_of(token.created_by)
    if access is None or access.account.pk != token.account_id or not access.can(REPORT):
        return None
    UploadToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
    return token


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
