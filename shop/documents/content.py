"""The frozen data of a document, read back: what its PDF and its XML say, in the reader's language."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from django.utils.translation import get_language, gettext as _

from shop.documents.figures import VOUCHER_CATEGORY, ZERO, category_of
from shop.documents.models import Document
from shop.documents.seller import Seller
from shop.formats import FALLBACK, format_money, reader_locale
from shop.json_types import JsonObject
from shop.tax.situation import EXEMPT, EXPORT, REVERSE_CHARGE

#: Exempt, within the Union, and exported: each says why.
NOT_TAXED = frozenset("EKG")


@dataclass(frozen=True, kw_only=True)
class Row:
    """An item as it was frozen, with its category of tax."""

    kind: str
    name: str
    sku: str
    quantity: int
    net: Decimal
    gross: Decimal
    net_before: Decimal | None
    gross_before: Decimal | None
    rate: Decimal
    category: str


@dataclass(frozen=True, kw_only=True)
class Tax:
    """The sum of one rate."""

    category: str
    rate: Decimal
    net: Decimal
    tax: Decimal


class Content:
    """What a document says. Nothing is asked of the database or reckoned anew."""

    def __init__(self, document: Document) -> None:
        data: JsonObject = document.data
        self.data = data
        self.kind, self.number = document.kind, document.number
        self.is_credit_note = document.is_credit_note
        self.issued_on = document.issued_on.isoformat()
        self.country = document.country
        self.language: str = data["language"]
        self.currency: str = data["currency"]
        self.shows_net: bool = data["shows_net"]
        self.treatment: str = data["treatment"]
        self.seller = Seller(**data["seller"])
        self.buyer: JsonObject = data["buyer"]
        self.delivery_address: JsonObject | None = data["delivery_address"]
        self.order_number: str = data["order"]["number"]
        self.po_number: str = data["order"].get("po_number") or ""
        self.placed_on: str = data["order"]["placed_on"]
        self.supplied_on: str = data["supplied_on"] or ""
        self.reason: str = data.get("reason") or ""
        self.reported: JsonObject | None = data["reported"]
        self.corrected: JsonObject | None = data.get("invoice")
        self.shown_rows: list[list[str]] = data.get("rows") or []
        self.net, self.tax, self.gross = (Decimal(data["totals"][part]) for part in ("net", "tax", "gross"))
        self.rows = [self._row(item) for item in data["items"]]
        self.taxes = [
            Tax(
                category=tax["category"],
                rate=Decimal(tax["rate"]),
                net=Decimal(tax["net"]),
                tax=Decimal(tax["tax"]),
            )
            for tax in data["taxes"]
        ]
        self._payment: JsonObject = data.get("payment") or {}

    def _row(self, item: JsonObject) -> Row:
        before = {
            name: None if item[name] is None else Decimal(item[name])
            for name in ("net_before", "gross_before")
        }
        rate = Decimal(item["rate"])
        return Row(
            kind=item["kind"],
            name=item["name"],
            sku=item["sku"],
            quantity=item["quantity"],
            net=Decimal(item["net"]),
            gross=Decimal(item["gross"]),
            rate=rate,
            category=category_of(rate, self.treatment, is_voucher=item.get("is_voucher", False)),
            **before,
        )

    def rows_of(self, *kinds: str) -> list[Row]:
        """Return the rows of some kinds."""
        return [row for row in self.rows if row.kind in kinds]

    @property
    def payment_method(self) -> str:
        """The code of the method."""
        return str(self._payment.get("method", ""))

    @property
    def payment_name(self) -> str:
        """What the method is called."""
        return str(self._payment.get("name", ""))

    @property
    def due(self) -> Decimal:
        """What is still to be paid; of a supplement all of it."""
        known = self._payment.get("due")
        if known is None or not self.shown_rows:
            return self.gross
        return min(Decimal(known), self.gross)

    @property
    def due_on(self) -> str:
        """Until when, as an ISO date; empty: at once, or nothing is due."""
        return str(self._payment.get("due_on") or "") if self.due > ZERO else ""

    @property
    def payment_terms(self) -> str:
        """Say how the amount is settled."""
        if self.is_credit_note:
            return _("The amount is refunded or set off against what you owe.")
        if self.due <= ZERO:
            day = written_day(self._payment.get("paid_on") or "")
            return _("Paid on %(day)s.") % {"day": day} if day else _("Paid.")
        if self.due_on:
            text = _("Please pay by %(day)s.") % {"day": written_day(self.due_on)}
            return " ".join(part for part in (text, self.early_payment) if part)
        return _("Due on receipt.")

    @property
    def early_payment(self) -> str:
        """Say what paying early takes off; empty where nothing was agreed, or only a part is due still."""
        agreed = self._payment.get("discount")
        if not agreed or not self.shown_rows or self.due != self.gross:
            return ""
        text = _("%(percent)s %% discount (%(amount)s) when paid by %(day)s.")
        return text % {
            "percent": f"{Decimal(agreed['percent']).normalize() + 0:f}",
            "amount": format_money(Decimal(agreed["amount"]), self.currency),
            "day": written_day(agreed["until"]),
        }

    def exemption_of(self, category: str) -> str:
        """Say why a category of tax bears none; empty where it does."""
        if category not in NOT_TAXED:
            return ""
        return self.exemption_text or voucher_text()

    @property
    def exemption_text(self) -> str:
        """Say why no tax is charged; empty where it is."""
        texts = {
            REVERSE_CHARGE: _(
                "Reverse charge: VAT is due from the recipient. Intra-community supply, exempt under "
                "Article 138 of Directive 2006/112/EC."
            ),
            EXPORT: _("Export outside the EU, exempt under Article 146 of Directive 2006/112/EC."),
            EXEMPT: _("Exempt from VAT. Certificate: %(certificate)s.")
            % {"certificate": self.data.get("certificate") or "–"},
        }
        return texts.get(self.treatment, "")

    @property
    def notes(self) -> list[str]:
        """What is said beside figures."""
        reason = _("Reason: %(reason)s") % {"reason": self.reason} if self.reason else ""
        voucher = any(tax.category == VOUCHER_CATEGORY for tax in self.taxes) and not self.exemption_text
        return [note for note in (self.exemption_text, voucher_text() if voucher else "", reason) if note]


def voucher_text() -> str:
    """Say why a gift card bears no tax yet."""
    return _("Multi-purpose voucher: no VAT before it is redeemed (Article 30b of Directive 2006/112/EC).")


def written_day(iso: str) -> str:
    """Write a day for the reader: "30 November 2026", "2026年11月30日"; nothing for none."""
    if not iso:
        return ""
    return format_date(
        date.fromisoformat(iso), format="long", locale=reader_locale(get_language() or FALLBACK)
    )
