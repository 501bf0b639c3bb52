"""Statements as a table and on paper, and payment files as the bank reads them."""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext as _

from partners.rewards.models import LedgerEntry, PaymentFile, PayoutTransfer, Statement
from partners.rewards.models.ledger import month_name
from shop.formats import format_money
from shop.identity.queries import shop_identity
from shop.money import minor_unit
from shop.pdf.layout import Column
from shop.time_zones import shop_day

PAIN = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"


def source_of(entry: LedgerEntry) -> str:
    """Name what an entry is about: an order, a rule, a payout, a claim."""
    parts = [entry.order.number] if entry.order else []
    parts += [str(entry.rule)] if entry.rule else []
    parts += [entry.note] if entry.note else []
    return ", ".join(parts)


def csv_rows(entries: Iterable[LedgerEntry]) -> Iterator[list[object]]:
    """Write a statement's entries as rows, amounts as plain numbers."""
    yield [
        _("Date"),
        _("Kind"),
        _("Reason"),
        _("About"),
        _("Goods excluding tax"),
        _("Rate (%)"),
        _("Amount"),
        _("Currency"),
    ]
    for entry in entries:
        unit = minor_unit(entry.currency)
        yield [
            shop_day(entry.booked_at).isoformat(),
            entry.get_kind_display(),
            entry.get_why_display(),
            source_of(entry),
            entry.base.quantize(unit),
            "" if entry.rate is None else entry.rate.normalize(),
            entry.amount.quantize(unit),
            entry.currency,
        ]


def statement_pdf(statement: Statement, entries: Iterable[LedgerEntry]) -> bytes:
    """Return a statement on paper, in the reader's language."""
    from shop.pdf.document import PdfDocument  # noqa: PLC0415 - no visitor's page draws

    currency = statement.currency
    title = _("Statement %(month)s") % {"month": month_name(statement.month)}
    document = PdfDocument(title, get_language() or "en", author=shop_identity().name)
    document.letterhead(shop_identity().name)
    document.heading(title)
    document.paragraph(str(statement.account.company))
    columns = [
        Column(title=_("Date"), share=1.4),
        Column(title=_("Reason"), share=2),
        Column(title=_("About"), share=2.6),
        Column(title=_("Amount"), share=1.4, align="R"),
    ]
    rows = [
        [
            date_format(shop_day(entry.booked_at), "SHORT_DATE_FORMAT"),
            f"{entry.get_kind_display()}: {entry.get_why_display()}",
            source_of(entry),
            format_money(entry.amount, currency),
        ]
        for entry in entries
    ]
    document.table(columns, rows)
    document.totals(
        [
            (_("Opening balance"), format_money(statement.opening, currency)),
            (_("Earned"), format_money(statement.earned, currency)),
            (_("Clawbacks"), format_money(statement.taken_back, currency)),
            (_("Payouts"), format_money(statement.paid_out, currency)),
            (_("Closing balance"), format_money(statement.closing, currency)),
        ]
    )
    return document.output()


def payment_csv(made: PaymentFile) -> Iterator[list[object]]:
    """Write the transfers of a payment file as rows."""
    yield ["holder", "iban", "bic", "amount", "currency", "reference"]
    for one in transfers_of(made):
        amount = one.payout.total.quantize(minor_unit(made.currency))
        yield [one.holder, one.iban, one.bic, amount, made.currency, one.payout.reference]


def transfers_of(made: PaymentFile) -> QuerySet[PayoutTransfer]:
    """List the transfers of a payment file, in the sequence in which they were made."""
    return made.transfers.select_related("payout").order_by("pk")


def sepa_xml(made: PaymentFile, *, name: str, iban: str, bic: str = "") -> bytes:
    """Return a payment file as pain.001.001.09, paid from the account given. Equal input, equal bytes."""
    rows = list(transfers_of(made))
    root = ET.Element("Document", xmlns=PAIN)
    initiation = ET.SubElement(root, "CstmrCdtTrfInitn")
    header = ET.SubElement(initiation, "GrpHdr")
    total = f"{made.total:.2f}"
    _texts(header, MsgId=str(made), CreDtTm=made.made_at.strftime("%Y-%m-%dT%H:%M:%S"))
    _texts(header, NbOfTxs=str(len(rows)), CtrlSum=total)
    _texts(ET.SubElement(header, "InitgPty"), Nm=name)
    info = ET.SubElement(initiation, "PmtInf")
    _texts(info, PmtInfId=f"{made}-1", PmtMtd="TRF", NbOfTxs=str(len(rows)), CtrlSum=total)
    _texts(ET.SubElement(ET.SubElement(info, "PmtTpInf"), "SvcLvl"), Cd="SEPA")
    _texts(ET.SubElement(info, "ReqdExctnDt"), Dt=shop_day(made.made_at).isoformat())
    _texts(ET.SubElement(info, "Dbtr"), Nm=name)
    _account(info, "Dbtr", iban, bic, agent_first=False)
    _texts(info, ChrgBr="SLEV")
    for one in rows:
        _transfer(info, one)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _transfer(info: ET.Element, one: PayoutTransfer) -> None:
    row = ET.SubElement(info, "CdtTrfTxInf")
    _texts(ET.SubElement(row, "PmtId"), EndToEndId=f"PO{one.payout_id}")
    amount = ET.SubElement(ET.SubElement(row, "Amt"), "InstdAmt", Ccy=one.payout.currency)
    amount.text = f"{one.payout.total:.2f}"
    _account(row, "Cdtr", one.iban, one.bic, agent_first=True, holder=one.holder)
    _texts(ET.SubElement(row, "RmtInf"), Ustrd=one.payout.reference or f"PO{one.payout_id}")


def _account(
    parent: ET.Element, role: str, iban: str, bic: str, *, agent_first: bool, holder: str = ""
) -> None:
    """Write account and bank of one side, in the sequence that the schema asks for there."""
    if agent_first:
        if bic:
            _agent(parent, role, bic)
        _texts(ET.SubElement(parent, role), Nm=holder)
    account = ET.SubElement(ET.SubElement(parent, f"{role}Acct"), "Id")
    _texts(account, IBAN=iban)
    if not agent_first:
        _agent(parent, role, bic)


def _agent(parent: ET.Element, role: str, bic: str) -> None:
    institution = ET.SubElement(ET.SubElement(parent, f"{role}Agt"), "FinInstnId")
    if bic:
        _texts(institution, BICFI=bic)
    else:
        _texts(ET.SubElement(institution, "Othr"), Id="NOTPROVIDED")


def _texts(parent: ET.Element, **texts: str) -> None:
    for tag, text in texts.items():
        ET.SubElement(parent, tag).text = text
