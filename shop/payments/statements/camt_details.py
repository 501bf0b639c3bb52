"""What stands inside a booking of a CAMT statement: one transfer, or a batch of several."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from shop.payments.exceptions import StatementError
from shop.payments.statements import returns
from shop.payments.statements.references import is_counter, is_none

REFERENCES = (
    *("AcctSvcrRef", "EndToEndId", "UETR", "TxId", "InstrId", "ClrSysRef", "MndtId", "ChqNb", "AcctSvcrTxId"),
    *("MktInfrstrctrTxId", "PrcgId", "Prtry/Ref"),
)
MOST_PARTS = 2_000
AMOUNTS = ("Amt", "AmtDtls/CntrValAmt/Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt")


@dataclass(frozen=True, kw_only=True)
class Booking:
    """One booking of an account: what the bank credited, in the account's currency."""

    element: Element
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class Detail:
    """A transfer within a booking; `left_out` says why it pays nothing, `doubt` why it waits for staff."""

    amount: Decimal
    text: str
    payer: str = ""
    references: tuple[str, ...] = ()
    doubt: str = ""
    left_out: str = ""


def text_of(element: Element, path: str) -> str:
    """Return what stands at a path, without spaces around; "" where nothing does."""
    return (element.findtext(path) or "").strip()


def details_of(booking: Booking) -> Iterator[Detail]:
    """Part a booking into its transfers.

    A single one is worth what the bank credited, whatever amount was instructed, in whatever currency. Of
    several each needs an amount in the account's currency and together they have to make the booking's;
    else the whole is a batch that staff divide. Raises StatementError for one of thousands.
    """
    parts = booking.element.findall("NtryDtls/TxDtls")
    if len(parts) > MOST_PARTS:
        raise StatementError(_("An entry contains more than %(most)d transfers.") % {"most": MOST_PARTS})
    if len(parts) <= 1 and _number_told(booking.element) <= 1:
        part = parts[0] if parts else booking.element
        yield _detail(booking, part, booking.amount)
        return
    amounts = [_own_amount(part, booking.currency) for part in parts]
    known = [amount for amount in amounts if amount is not None]
    if len(known) == len(parts) > 1 and sum(known) == booking.amount:
        for part, amount in zip(parts, known, strict=True):
            yield _detail(booking, part, amount)
        return
    yield _batch(booking, parts)


def _detail(booking: Booking, part: Element, amount: Decimal) -> Detail:
    why = ""
    if amount <= 0:
        why = _("outgoing payment") if amount else _("no amount")
    elif _is_return(booking.element, part):
        why = _("a return or a reversal")
    return Detail(
        amount=abs(amount),
        text=_purpose(booking.element, part),
        payer=_payer(part),
        references=_references(booking.element, part),
        left_out=why,
    )


def _batch(booking: Booking, parts: list[Element]) -> Detail:
    texts = [_purpose(booking.element, part) for part in parts] or [
        _purpose(booking.element, booking.element)
    ]
    references = [one for part in parts for one in _references(booking.element, part)]
    return Detail(
        amount=booking.amount,
        text=" · ".join(dict.fromkeys(filter(None, texts))),
        payer=", ".join(dict.fromkeys(filter(None, map(_payer, parts)))),
        references=tuple(references or _references(booking.element, booking.element)),
        doubt=_("Several transfers in one sum: please split it"),
        left_out=_("a return or a reversal") if _is_return(booking.element, booking.element) else "",
    )


def _number_told(entry: Element) -> int:
    """Return how many transfers a batch says it holds."""
    told = [part.text or "" for part in entry.findall("NtryDtls/Btch/NbOfTxs")]
    return sum(int(text) for text in told if text.isascii() and text.isdigit() and len(text) <= 9)  # noqa: PLR2004


def _own_amount(part: Element, currency: str) -> Decimal | None:
    """Return what a transfer adds to the account, below zero for a debit; None where that is not told."""
    for path in AMOUNTS:
        found = part.find(path)
        if found is None or (found.get("Ccy") or "").upper() != currency:
            continue
        try:
            amount = Decimal((found.text or "").strip()[:30])
        except InvalidOperation:
            return None
        if not amount.is_finite() or amount < 0:
            return None
        return -amount if text_of(part, "CdtDbtInd") == "DBIT" else amount
    return None


def _is_return(entry: Element, part: Element) -> bool:
    """Tell whether the money is ours that came back."""
    families = {code.text for one in (entry, part) for code in one.findall("BkTxCd/Domn/Fmly/SubFmlyCd")}
    own = [code.text or "" for one in (entry, part) for code in one.findall("BkTxCd/Prtry/Cd")]
    codes = {word for code in own for word in code.split("+")}
    is_marked = bool(families & returns.SUB_FAMILIES or codes & (returns.CODES | returns.IDS))
    return is_marked or part.find("RtrInf") is not None


def _purpose(entry: Element, part: Element) -> str:
    """Join what the payer wrote, the creditor's references and what the bank added."""
    told = [found.text or "" for found in part.iterfind("RmtInf/Ustrd")]
    told += [found.text or "" for found in part.iterfind("RmtInf/Strd//*")]
    told += [text_of(part, "Refs/EndToEndId"), text_of(part, "AddtlTxInf")]
    if part is entry:
        told += [found.text or "" for found in entry.iterfind("NtryDtls//Ustrd")]
    if not any(not is_none(text) for text in told):
        told.append(text_of(entry, "AddtlNtryInf"))
    tidy = [" ".join(text.split()) for text in told]
    return " ".join(dict.fromkeys(text for text in tidy if text and not is_none(text)))


def _payer(part: Element) -> str:
    places = [f"RltdPties/{who}/{name}" for who in ("UltmtDbtr", "Dbtr") for name in ("Pty/Nm", "Nm")]
    return next((text for path in places if (text := text_of(part, path))), "")


def _references(entry: Element, part: Element) -> tuple[str, ...]:
    """List what names a transfer. The booking's own reference counts unless it only counts the rows."""
    told = [text_of(part, f"Refs/{name}") for name in REFERENCES] if part is not entry else []
    row = text_of(entry, "NtryRef")
    return (*told, text_of(entry, "AcctSvcrRef"), "" if is_counter(row) else row)
