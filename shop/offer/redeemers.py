"""Who uses offers and vouchers: an account, or a guest as far as an e-mail address tells."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from oscar.core.loading import get_model

from shop.order_statuses import CANCELLED
from shop.user.models import User

if TYPE_CHECKING:
    from oscar.apps.order.abstract_models import AbstractOrder


@dataclass(frozen=True)
class Redeemer:
    """A buyer whose uses are counted: all orders of the account, and guest orders with one of its addresses.

    A guest is known by the address they gave, and counts with the account of that address. Nobody is
    known before that: limits per buyer hold from the checkout's first step on. Of an account's addresses
    its own and the confirmed ones count.
    """

    user: User | None = None
    email: str = ""

    @classmethod
    def of(cls, user: User | AnonymousUser | None, *, email: str = "") -> "Redeemer":
        """Take an account, or a guest (None, AnonymousUser) with the address given, if any."""
        if user is not None and user.is_authenticated:
            return cls(user=user)
        return cls(email=email.strip().lower())

    @property
    def is_known(self) -> bool:
        """Whether uses can be counted."""
        return self.user is not None or bool(self.email)

    @cached_property
    def _addresses(self) -> list[str]:
        if self.user is None:
            return [self.email]
        confirmed = EmailAddress.objects.filter(user=self.user, verified=True)
        addresses = {self.user.email.lower(), *confirmed.values_list(Lower("email"), flat=True)}
        return sorted(addresses - {""})

    @cached_property
    def _accounts(self) -> list[int]:
        if self.user is not None:
            return [self.user.pk]
        owners = get_user_model()._default_manager.alias(address=Lower("email"))
        confirmed = EmailAddress.objects.alias(address=Lower("email")).filter(verified=True)
        return [
            *owners.filter(address=self.email).values_list("pk", flat=True),
            *confirmed.filter(address=self.email).values_list("user", flat=True),
        ]

    @property
    def key(self) -> str:
        """Name this buyer: by the account, else by a keyed hash of the address; empty for a stranger.

        Two queries for a guest, none for an account.
        """
        if not self.is_known:
            return ""
        if accounts := self._accounts:
            return f"user:{min(accounts)}"
        return f"guest:{salted_hmac('shop.offer.redeemer', self.email).hexdigest()}"

    def live_orders(self) -> "QuerySet[AbstractOrder]":
        """Select this buyer's orders that are not cancelled; none for somebody unknown."""
        orders = get_model("order", "Order")._default_manager.alias(guest=Lower("guest_email"))
        if not self.is_known:
            return orders.none()
        theirs = Q(user__in=self._accounts) | Q(guest__in=self._addresses)
        return orders.filter(theirs).exclude(status=CANCELLED)
