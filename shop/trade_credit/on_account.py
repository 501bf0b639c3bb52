"""Payment on account: a company gets its goods first and pays within its terms."""

from copy import copy
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext, gettext_lazy as _

from shop.b2b.models import Company
from shop.b2b.queries import company_of
from shop.configuration.queries import bank_account
from shop.formats import format_money
from shop.order.models import Order
from shop.payments.manual import ManualGateway
from shop.payments.methods import ON_ACCOUNT, PaymentMethod
from shop.trade_credit.early_payment import discount_on
from shop.trade_credit.models import CreditAccount, CreditApproval, Receivable
from shop.trade_credit.placing import Standing, buy_on_account, standing
from shop.trade_credit.terms import Terms, terms_of
from shop.user.models import User


class OnAccount(PaymentMethod):
    """For companies only. The order is packed at once; the money is due by the company's terms."""

    code = ON_ACCOUNT
    name = _("On account")
    instructions = "payments/on_account"
    can_be_chosen_later = False
    gateway = ManualGateway()
    terms: Terms | None = None
    note = ""

    @property
    def description(self) -> str:
        """Name the terms, and what is left of the limit."""
        terms = self.terms or Terms(days=settings.KILN_ACCOUNT_TERMS_DAYS)
        return " ".join(part for part in (gettext("Your order ships now."), terms.words, self.note) if part)

    def is_available(self, *, total: Decimal, currency: str, user: User | AnonymousUser) -> bool:
        """Offer it to people of a company in good standing and within its limit, where we have an account."""
        if not bank_account().text or user is None or not user.is_authenticated:
            return False
        company = company_of(user)
        if company is None:
            return False
        found = standing(company, currency)
        return not found.refusal and (not found.exceeds(total) or not _refuses(found))

    def for_buyer(self, *, total: Decimal, currency: str, user: User | AnonymousUser) -> Self:
        """Return it with the words for one buyer: their company's terms, what is free, what waits."""
        company = company_of(user) if user is not None and user.is_authenticated else None
        if company is None:
            return self
        told = copy(self)
        told.terms, told.note = terms_of(company), _note(company, total=total, currency=currency)
        return told

    def note_placed(self, order: Order) -> None:
        """Take the limit, write the promise down and let the order be packed. Raises OrderRefused."""
        buy_on_account(order)

    def instructions_for(self, order: Order) -> dict[str, object]:
        """Return the account, the reference, when the money is due, and what paying early takes off."""
        said: dict[str, object] = {"account": bank_account().text, "reference": order.number, "due": None}
        receivable = Receivable.objects.filter(order=order).first()
        if receivable is None:
            waiting = CreditApproval.objects.filter(order=order).exclude(state=CreditApproval.State.APPROVED)
            return {**said, "credit_approval": waiting.first()}
        said["due"] = receivable.due_on
        if receivable.discount_until is not None:
            said["discount"] = discount_on(receivable, order)
            said["discount_percent"] = receivable.discount_percent
            said["discount_until"] = receivable.discount_until
        return said


def _refuses(found: Standing) -> bool:
    return found.account is not None and found.account.policy == CreditAccount.Policy.REFUSE


def _note(company: Company, *, total: Decimal, currency: str) -> str:
    found = standing(company, currency)
    account = found.account
    if account is None or account.free is None:
        return ""
    if found.exceeds(total):
        if account.policy == CreditAccount.Policy.APPROVAL:
            return gettext("It is above your credit limit: we will check it before we ship.")
        return gettext("It is above your credit limit: it is held until we have checked it.")
    left = format_money(account.free, currency)
    return gettext("%(left)s of your credit limit are left.") % {"left": left}
