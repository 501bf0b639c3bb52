"""What is looked at before a read number goes anywhere: the column that will hold it, the currency."""

from decimal import Decimal

from django.utils.translation import gettext as _

from shop.money import as_stored
from shop.payments.amounts import unfit
from shop.payments.exceptions import StatementError
from shop.payments.statements.headings import CURRENCIES
from shop.payments.statements.models import BankEntry


def checked_currency(code: str) -> str:
    """Return an ISO 4217 code. Raises StatementError for what is none."""
    if code not in CURRENCIES:
        raise StatementError(_("“%(text)s” is not a currency.") % {"text": code[:20]})
    return code


def checked_amount(amount: Decimal, currency: str) -> Decimal:
    """Return an amount with two decimals. Raises StatementError where the ledger cannot hold it."""
    why = unfit(amount, BankEntry._meta.get_field("amount"), currency=currency)  # guard: statement-amount
    if why:
        raise StatementError(why)
    return as_stored(amount)
