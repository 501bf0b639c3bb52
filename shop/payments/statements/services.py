"""Booking a statement: each transfer once, whatever file it stands in and however often it comes."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shop.order.models import Order
from shop.payments.by_hand import book_transfer
from shop.payments.exceptions import StatementError
from shop.payments.models import BankEntry, BankStatement
from shop.payments.statements.matching import Match, match_entries
from shop.payments.statements.parsing import digest_of, read_statement


def preview_statement(data: bytes, *, currency: str) -> list[Match]:
    """Tell what importing a file would do; nothing is written. Raises StatementError."""
    return match_entries(read_statement(data, currency=currency))


@transaction.atomic
def import_statement(data: bytes, *, name: str, currency: str, by: Any) -> BankStatement:
    """Write a statement down and book what is certain; the rest waits to be assigned by hand.

    Transfers that were imported before, in whatever file, are left out. Raises StatementError
    for the same file again or one that cannot be read; nothing is written then.
    """
    digest = digest_of(data)
    try:
        with transaction.atomic():
            statement = BankStatement.objects.create(name=name[:255], digest=digest, by=by)
    except IntegrityError as error:
        raise StatementError(_("This file was imported before.")) from error
    for match in match_entries(read_statement(data, currency=currency)):
        if not match.is_known:
            _write(statement, match, by=by)
    return statement


def _write(statement: BankStatement, match: Match, *, by: Any) -> None:
    told = match.entry
    entry, is_new = BankEntry.objects.get_or_create(
        reference=told.reference,
        defaults={
            "statement": statement,
            "amount": told.amount,
            "currency": told.currency,
            "booked_on": told.booked_on,
            "payer": told.payer,
            "text": told.text,
        },
    )
    if is_new and match.order is not None and match.is_certain:
        assign_entry(entry, match.order, by=by)


@transaction.atomic
def assign_entry(entry: BankEntry, order: Order, *, by: Any) -> BankEntry:
    """Book a transfer for an order, once. Raises StatementError for another currency or a booked one."""
    locked = BankEntry.objects.select_for_update().get(pk=entry.pk)  # guard: entry-lock
    if locked.state == BankEntry.State.BOOKED:
        raise StatementError(_("This transfer is booked already."))
    if locked.currency != order.currency:
        raise StatementError(_("The order is in another currency."))
    locked.charge = book_transfer(
        order, amount=locked.amount, reference=f"bank-{locked.reference}", label=locked.payer, by=by
    )
    locked.state = BankEntry.State.BOOKED
    locked.save(update_fields=["charge", "state"])
    return locked


def set_aside(entry: BankEntry) -> bool:
    """Take a transfer that is for no order off the list; False when it was dealt with meanwhile."""
    waiting = BankEntry.objects.filter(pk=entry.pk, state=BankEntry.State.OPEN)
    return bool(waiting.update(state=BankEntry.State.SET_ASIDE))
