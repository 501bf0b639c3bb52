"""Reading a bank statement, whatever its kind: CAMT (XML, alone or in a ZIP), MT940, CSV."""

import hashlib
from dataclasses import replace

from django.utils.translation import gettext as _

from shop.payments.exceptions import StatementError
from shop.payments.statements.archive import is_zip, members_of
from shop.payments.statements.camt import read_camt
from shop.payments.statements.csv_file import UnclearError, read_csv
from shop.payments.statements.csv_table import texts_of
from shop.payments.statements.entries import Entry, FormatChoices, ParsedStatement, SkippedRow, clean
from shop.payments.statements.file_types import is_swift, is_xml, refuse_other_kinds
from shop.payments.statements.swift import read_swift

MOST_ENTRIES = 5_000
NO_CHOICES = FormatChoices()


def read_statement(data: bytes, *, currency: str, choices: FormatChoices = NO_CHOICES) -> list[Entry]:
    """Read the money that came in; as `read_file`."""
    return read_file(data, currency=currency, choices=choices).entries


def read_file(data: bytes, *, currency: str, choices: FormatChoices = NO_CHOICES) -> ParsedStatement:
    """Read a statement wholly: what came in, and what pays nothing; `currency` where a file names none.

    Raises StatementError, with what is wrong and where or what the file is and what to bring instead,
    and UnclearError (one of these) when staff have to say how it is meant.
    """
    reading = _archive(data, currency, choices) if is_zip(data) else _file(data, currency, choices)
    if len(reading.entries) > MOST_ENTRIES:
        message = _("The file contains more than %(most)d transfers; please export a shorter period.")
        raise StatementError(message % {"most": MOST_ENTRIES})
    if not reading.entries:
        raise StatementError(_nothing_in(reading))
    return reading


def digest_of(data: bytes) -> str:
    """Return the fingerprint of a file."""
    return hashlib.sha256(data).hexdigest()


def _file(data: bytes, currency: str, choices: FormatChoices) -> ParsedStatement:
    refuse_other_kinds(data)
    if is_xml(data):
        return read_camt(data)
    text = texts_of(data)[0]
    if is_swift(text):
        return read_swift(text, currency=currency)
    return read_csv(data, currency=currency, choices=choices)


def _archive(data: bytes, currency: str, choices: FormatChoices) -> ParsedStatement:
    """Read all files of a ZIP as one; a transfer that stands in two of them is one."""
    whole = ParsedStatement(kind="")
    seen: set[str] = set()
    kinds = set()
    for name, content in members_of(data):
        try:
            reading = _file(content, currency, choices)
        except UnclearError:
            raise
        except StatementError as error:
            raise StatementError(
                _("%(name)s in this ZIP: %(why)s") % {"name": clean(name, 80), "why": error}
            ) from error
        if len(whole.entries) + len(whole.left_out) > 2 * MOST_ENTRIES:
            message = _("The file has more than %(most)d rows; please export a shorter period.")
            raise StatementError(message % {"most": 2 * MOST_ENTRIES})
        kinds.add(reading.kind)
        whole.left_out.extend(reading.left_out)
        whole.questions.extend(reading.questions)
        for entry in reading.entries:
            if entry.reference in seen:
                whole.left_out.append(SkippedRow.of(entry, _("duplicate in this file")))
            else:
                seen.add(entry.reference)
                whole.entries.append(entry)
    return replace(whole, kind=kinds.pop() if len(kinds) == 1 else "zip")


def _nothing_in(reading: ParsedStatement) -> str:
    """Say that no money has come in, and what there is instead."""
    reasons = list(dict.fromkeys(row.why for row in reading.left_out))
    if not reasons:
        return _("This statement contains no incoming payments.")
    return _("This statement contains no incoming payments, only entries of these types: %(kinds)s.") % {
        "kinds": ", ".join(reasons)
    }
