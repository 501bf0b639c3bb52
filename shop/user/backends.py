"""Who checks a password: allauth's pages and nobody else."""

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest


class AccountBackend(AuthenticationBackend):
    """allauth's own, asked as allauth asks: by `email`.

    Django's `LoginView` and its kin ask by `username`. They know no second factor, count no
    attempts and let unconfirmed addresses in, so they find nobody here, wherever a package
    mounts them.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> object:  # type: ignore[override]
        """Return the active account of this address and password, or None."""
        if "username" in credentials or not credentials.get("email"):  # guard: one-login
            return None
        return super().authenticate(request, **credentials)
