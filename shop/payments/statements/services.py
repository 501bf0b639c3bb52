"""Booking a statement: each transfer once, whatever file it stands in and however often it comes."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shop.payments.exceptions import StatementError
from shop.payments.models import BankEntry, BankStatement
from shop.payments.statements.assignment import assign_announced, assign_entry
from shop.payments.statements.entries import FormatChoices, FormatQuestion, SkippedRow, clean
from shop.payments.statements.matching import Match, match_entries
from shop.payments.statements.parsing import NO_CHOICES, digest_of, read_file


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What importing a file would do, what it leaves out, and how it was read where that was unclear."""

    matches: list[Match]
    left_out: list[SkippedRow]
    questions: list[FormatQuestion]


def preview_statement(data: bytes, *, currency: str, choices: FormatChoices = NO_CHOICES) -> Preview:
    """Tell what importing a file would do; nothing is written. Raises StatementError."""
    reading = read_file(data, currency=currency, choices=choices)
    return Preview(
        matches=match_entries(reading.entries, kind=reading.kind),
        left_out=reading.left_out,
        questions=reading.questions,
    )


@transaction.atomic
def import_statement(
    data: bytes, *, name: str, currency: str, by: Any, choices: FormatChoices = NO_CHOICES
) -> BankStatement:
    """Write a statement down and book what is certain; the rest waits to be assigned by hand.

    Transfers that were imported before, in whatever file, are left out. Raises StatementError
    for the same file again or one that cannot be read; nothing is written then.
    """
    reading = read_file(data, currency=currency, choices=choices)
    try:
        with transaction.atomic():
            statement = BankStatement.objects.create(
                name=clean(name, 255), digest=digest_of(data), kind=reading.kind, by=by
            )
    except IntegrityError as error:
        raise StatementError(_("This file was imported before.")) from error
    matches = match_entries(reading.entries, kind=reading.kind, lock=True)
    written = [(match, *_write(statement, match)) for match in matches if not match.is_known]
    # In the sequence of the orders' keys, in which they are locked: so their events go out, too, and a batch
    # of deliveries that locks orders one by one and another import cannot wait for each other.
    for match, entry, is_new in sorted(written, key=lambda row: row[0].order.pk if row[0].order else 0):
        _book(match, entry, is_new, by=by)
    return statement


def _write(statement: BankStatement, match: Match) -> tuple[BankEntry, bool]:
    told = match.entry
    return BankEntry.objects.get_or_create(
        reference=told.reference,
        defaults={
            "statement": statement,
            "amount": told.amount,
            "currency": told.currency,
            "booked_on": told.booked_on,
            "payer": told.payer[:255],
            "text": told.text[:600],
        },
    )


def _book(match: Match, entry: BankEntry, is_new: bool, *, by: Any) -> None:  # noqa: FBT001 - as get_or_create answers
    if not is_new or not match.is_certain:
        return
    if match.announced is not None:
        assign_announced(entry, match.announced, by=by)
    elif match.order is not None:
        assign_entry(entry, match.order, by=by)
