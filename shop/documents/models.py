"""Invoices and credit notes, as they were written: numbered without gaps, and never changed."""

from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _, pgettext_lazy

YEARS = 10_000


class DocumentKind(models.TextChoices):
    """What a document is."""

    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit-note", _("Credit note")


class Scheme(models.TextChoices):
    """Where the tax of a document is declared."""

    DOMESTIC = "domestic", _("Domestic")
    OSS = "oss", _("One-Stop-Shop")
    ABROAD = "abroad", _("Registered abroad")
    INTRA_COMMUNITY = "intra-community", _("Reverse charge (intra-community supply)")
    EXPORT = "export", _("Export")
    EXEMPT = "exempt", _("Exempt")


class Document(models.Model):
    """An invoice or a credit note; `data` is all that is printed, and the database refuses to change a row.

    Amounts are positive for both kinds, in the order's currency. `key` says what of the order it is for
    (`order`, `refund:12`, `change:7`), once each. `number` is prefix, year and counter: of a prefix and a
    year there is each counter from 1 on. `issued_on` is the day in the shop's time zone, which reports go by.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=DocumentKind.choices)
    number = models.CharField(_("number"), max_length=40, unique=True)
    series = models.CharField(_("prefix"), max_length=10)
    year = models.PositiveSmallIntegerField(_("year"))
    counter = models.PositiveIntegerField(_("counter"))
    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="documents", verbose_name=_("order")
    )
    invoice = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("corrected invoice"),
    )
    key = models.CharField(_("reason"), max_length=120)
    issued_on = models.DateField(_("date"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    language = models.CharField(_("language"), max_length=10)
    buyer = models.CharField(_("buyer"), max_length=200, blank=True)
    country = models.CharField(_("country of taxation"), max_length=2)
    treatment = models.CharField(_("tax treatment"), max_length=20)
    scheme = models.CharField(_("declared as"), max_length=16, choices=Scheme.choices)
    vat_id = models.CharField(_("buyer's VAT id"), max_length=20, blank=True)
    currency = models.CharField(_("currency"), max_length=12)
    net = models.DecimalField(_("net"), max_digits=12, decimal_places=2)
    tax = models.DecimalField(pgettext_lazy("amount", "tax"), max_digits=12, decimal_places=2)
    gross = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    data = models.JSONField(_("content"))

    class Meta:
        verbose_name = _("invoice or credit note")
        verbose_name_plural = _("invoices and credit notes")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "counter"], name="documents_one_per_number"),
            models.UniqueConstraint(fields=["order", "key", "kind"], name="documents_one_per_reason"),
            models.CheckConstraint(
                # Rounded: SQLite adds amounts as binary fractions.
                condition=Q(gross=Round(F("net") + F("tax"), precision=2), net__gte=0, tax__gte=0),
                name="documents_amounts_add_up",
            ),
            models.CheckConstraint(
                condition=Q(kind="invoice", invoice=None) | Q(kind="credit-note", invoice__isnull=False),
                name="documents_credit_note_names_its_invoice",
            ),
            models.CheckConstraint(
                condition=Q(counter__gt=0, year__gt=0, year__lt=YEARS), name="documents_number_is_counted"
            ),
        ]
        indexes = [
            models.Index(fields=["-issued_on", "-id"], name="documents_by_day"),
            models.Index(fields=["kind", "-issued_on", "-id"], name="documents_by_kind"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_credit_note(self) -> bool:
        """Whether it takes back."""
        return self.kind == DocumentKind.CREDIT_NOTE

    @property
    def title(self) -> str:
        """Kind and number, in the reader's language."""
        return f"{self.get_kind_display()} {self.number}"


D = TypeVar("D", bound=Document)


class _OfKind(models.Manager[D]):
    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> models.QuerySet[D]:
        return super().get_queryset().filter(kind=self.kind)


class Invoice(Document):
    """A document that asks for money."""

    objects: ClassVar[_OfKind["Invoice"]] = _OfKind(DocumentKind.INVOICE)  # type: ignore[assignment]

    class Meta:
        proxy = True
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")


class CreditNote(Document):
    """A document that takes back a part of an invoice, or all of it."""

    objects: ClassVar[_OfKind["CreditNote"]] = _OfKind(DocumentKind.CREDIT_NOTE)  # type: ignore[assignment]

    class Meta:
        proxy = True
        verbose_name = _("credit note")
        verbose_name_plural = _("credit notes")


class DocumentTax(models.Model):
    """What of a document bears one rate (a fraction); reports add these up. It never changes either."""

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="taxes", verbose_name=_("document")
    )
    category = models.CharField(_("category"), max_length=2)
    rate = models.DecimalField(_("rate"), max_digits=7, decimal_places=5)
    net = models.DecimalField(_("net"), max_digits=12, decimal_places=2)
    tax = models.DecimalField(pgettext_lazy("amount", "tax"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("tax of a document")
        verbose_name_plural = _("taxes of documents")
        ordering = ["-rate"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "category", "rate"], name="documents_one_tax_per_rate"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.rate}"


class DocumentCounter(models.Model):
    """How many documents a prefix has in a year. Its row is held until what was numbered is committed."""

    series = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="documents_one_counter_per_year"),
        ]

    def __str__(self) -> str:
        return f"{self.series}{self.year}: {self.last}"


class InvoiceDue(models.Model):
    """An order whose invoice could not be written yet, with the reason that staff can mend."""

    order = models.OneToOneField(
        "order.Order", on_delete=models.CASCADE, related_name="invoice_due", verbose_name=_("order")
    )
    problem = models.CharField(_("problem"), max_length=255)
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("invoice due")
        verbose_name_plural = _("invoices due")
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return str(self.order_id)
