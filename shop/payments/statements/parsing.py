"""Reading bank statements: CAMT.053 (ISO 20022 XML) and CSV as banks write it."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from shop.payments.exceptions import StatementError

# What the columns of a CSV are called, in lower case; the first that is there counts.
COLUMNS = {
    "date": ("date", "booking date", "buchungstag", "buchungsdatum", "valuta", "datum"),
    "amount": ("amount", "betrag", "betrag (eur)", "umsatz", "credit"),
    "currency": ("currency", "währung", "waehrung"),
    "payer": ("payer", "name", "debtor", "counterparty", "auftraggeber", "beguenstigter/zahlungspflichtiger"),
    "text": ("text", "purpose", "reference", "description", "remittance", "verwendungszweck"),
    "id": ("id", "transaction id", "entry reference", "referenz", "kundenreferenz (end-to-end)"),
}
DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y")
TEXT_LENGTH = 600


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A transfer that came in. `reference` is the same in whatever file it stands."""

    reference: str
    amount: Decimal
    currency: str
    booked_on: date
    payer: str
    text: str


def read_statement(data: bytes, *, currency: str) -> list[Entry]:
    """Read the money that came in from a CAMT.053 or CSV file; `currency` where a CSV names none.

    Raises StatementError, with what is wrong and where, when the file cannot be read wholly.
    """
    entries = _camt(data) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else _csv(data, currency)
    if not entries:
        raise StatementError(_("No money has come in on this statement."))
    return entries


def digest_of(data: bytes) -> str:
    """Return the fingerprint of a file."""
    return hashlib.sha256(data).hexdigest()


def _camt(data: bytes) -> list[Entry]:
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise StatementError(_("This XML cannot be read: %(why)s") % {"why": error}) from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    if root.find(".//BkToCstmrStmt") is None:
        raise StatementError(_("This XML is no CAMT.053 statement."))
    return _distinct(
        found
        for account in root.iter("Stmt")
        for entry in account.iter("Ntry")
        for found in _camt_entry(entry, account=_text(account, "Acct/Id/IBAN"))
    )


def _camt_entry(entry: Element, *, account: str) -> Iterator[Entry]:
    """Read one booking: each transfer of a batch is an entry of its own."""
    is_reversal = _text(entry, "RvslInd") == "true"
    status = _text(entry, "Sts/Cd") or _text(entry, "Sts") or "BOOK"
    if _text(entry, "CdtDbtInd") != "CRDT" or is_reversal or status != "BOOK":
        return
    booked = _day(_text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm")[:10])
    details = entry.findall("NtryDtls/TxDtls") or [entry]
    for number, detail in enumerate(details):
        is_alone = len(details) == 1
        amount = detail.find("Amt") if detail.find("Amt") is not None else detail.find("AmtDtls/TxAmt/Amt")
        amount = entry.find("Amt") if amount is None and is_alone else amount
        if amount is None or not amount.text:
            raise StatementError(_("A booking of %(day)s has no amount.") % {"day": booked})
        bank = _text(detail, "Refs/AcctSvcrRef") or _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
        text = " ".join(part.text or "" for part in detail.iter("Ustrd"))
        text = f"{text} {_text(detail, 'RmtInf/Strd/CdtrRefInf/Ref')} {_text(detail, 'Refs/EndToEndId')}"
        payer = _text(detail, "RltdPties/Dbtr/Pty/Nm") or _text(detail, "RltdPties/Dbtr/Nm")
        yield _entry(
            _amount(amount.text),
            amount.get("Ccy", ""),
            booked,
            payer,
            text.strip(),
            bank_reference=f"{account}/{bank}/{number}" if bank else "",
        )


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _csv(data: bytes, currency: str) -> list[Entry]:
    text = _decode(data)
    header = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";,\t", key=header.count)
    rows = csv.DictReader(io.StringIO(text), delimiter=separator)
    names = {(name or "").strip().lower(): name for name in rows.fieldnames or []}
    columns = {
        ours: next((names[name] for name in theirs if name in names), None)
        for ours, theirs in COLUMNS.items()
    }
    lacking = [name for name in ("date", "amount", "text") if columns[name] is None]
    if lacking:
        raise StatementError(_("The file has no column for: %(names)s") % {"names": ", ".join(lacking)})
    entries = []
    for number, row in enumerate(rows, start=2):
        try:
            entries.append(_csv_entry(row, columns, currency))
        except StatementError as error:
            raise StatementError(_("Line %(number)d: %(why)s") % {"number": number, "why": error}) from error
    return _distinct(entry for entry in entries if entry.amount > 0)


def _csv_entry(row: dict[str, Any], columns: dict[str, Any], currency: str) -> Entry:
    def value(name: str) -> str:
        return (row.get(columns[name]) or "").strip() if columns[name] else ""

    return _entry(
        _amount(value("amount")),
        value("currency") or currency,
        _day(value("date")),
        value("payer"),
        value("text"),
        bank_reference=value("id"),
    )


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise StatementError(_("The file's letters cannot be read; please save it as UTF-8."))


def _amount(text: str) -> Decimal:
    """Read 1234.56, 1.234,56 and 1,234.56: the last sign before two digits parts the cents."""
    plain = re.sub(r"[\s'’+]|[A-Z]{3}|€", "", text)
    if re.search(r",\d{1,2}$", plain):
        plain = plain.replace(".", "").replace(",", ".")
    try:
        amount = Decimal(plain.replace(",", ""))
    except InvalidOperation as error:
        raise StatementError(_("“%(text)s” is no amount.") % {"text": text}) from error
    if not amount.is_finite():
        raise StatementError(_("“%(text)s” is no amount.") % {"text": text})
    return amount.quantize(Decimal("0.01"))


def _day(text: str) -> date:
    for pattern in DAYS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise StatementError(_("“%(text)s” is no date.") % {"text": text})


def _entry(amount: Decimal, currency: str, day: date, payer: str, text: str, *, bank_reference: str) -> Entry:
    """Make an entry; without a bank's reference its content names it."""
    told = bank_reference or f"{day}|{amount}|{currency}|{payer}|{' '.join(text.split())}"
    return Entry(
        reference=hashlib.sha256(told.encode()).hexdigest()[:40],
        amount=amount,
        currency=currency.upper(),
        booked_on=day,
        payer=payer[:255],
        text=text[:TEXT_LENGTH],
    )


def _distinct(entries: Iterator[Entry]) -> list[Entry]:
    """Keep two bookings apart that look the same within one file: the second is another transfer."""
    seen: dict[str, int] = {}
    found = []
    for entry in entries:
        seen[entry.reference] = seen.get(entry.reference, 0) + 1
        number = seen[entry.reference]
        reference = entry.reference if number == 1 else f"{entry.reference}-{number}"
        found.append(
            Entry(
                reference=reference,
                amount=entry.amount,
                currency=entry.currency,
                booked_on=entry.booked_on,
                payer=entry.payer,
                text=entry.text,
            )
        )
    return found
