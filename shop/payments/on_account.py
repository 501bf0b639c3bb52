"""Payment on account: a company gets its goods first and pays within its terms."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from shop.b2b.queries import company_of
from shop.configuration.queries import bank_account
from shop.order.models import Order
from shop.order.services import authorise_order
from shop.payments.manual import ManualGateway
from shop.payments.methods import PaymentMethod
from shop.payments.models import PaymentAttempt
from shop.payments.queries import balance_of
from shop.payments.states import AttemptState
from shop.user.models import User


class OnAccount(PaymentMethod):
    """For companies only. The order is packed at once; the money is due KILN_ACCOUNT_TERMS_DAYS later."""

    code = "on-account"
    name = _("On account")
    instructions = "payments/on_account"
    can_be_chosen_later = False
    gateway = ManualGateway()

    @property
    def description(self) -> str:
        """Name the terms."""
        return gettext("Your order ships now; please pay within %(days)d days.") % {
            "days": settings.KILN_ACCOUNT_TERMS_DAYS
        }

    def is_available(self, *, total: Decimal, currency: str, user: User | AnonymousUser) -> bool:
        """Offer it to people who speak for a company, when there is an account to pay to."""
        if not bank_account().text:
            return False
        return user is not None and user.is_authenticated and company_of(user) is not None

    def note_placed(self, order: Order) -> None:
        """Write the promise down and let the order be packed."""
        PaymentAttempt.objects.create(
            order=order,
            method=self.code,
            key=order.number,
            reference=order.number,
            amount=balance_of(order).outstanding,
            currency=order.currency,
            state=AttemptState.AUTHORISED,
        )
        authorise_order(order, by=order.user, note=gettext("Purchased on account."))

    def instructions_for(self, order: Order) -> dict[str, object]:
        """Return the account, the reference and the day on which the money is due."""
        due = timezone.localdate(order.date_placed) + timedelta(days=settings.KILN_ACCOUNT_TERMS_DAYS)
        return {"account": bank_account().text, "reference": order.number, "due": due}
