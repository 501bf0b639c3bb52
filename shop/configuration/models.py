"""Money, payments and mail as staff set them; one row each, empty where nothing was said."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.configuration.fields import SecretField

ONLY = 1


class OneRow(models.Model):
    """A table with one row at most; `load` gives it, made empty where there is none."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(condition=Q(id=ONLY), name="%(class)s_is_one")]

    @classmethod
    def load(cls) -> Self:
        """Return the row."""
        manager: Any = cls._default_manager
        row, _created = manager.get_or_create(pk=ONLY)
        return row


class MoneySettings(OneRow):
    """The currency of all prices, and the account that transfers go to."""

    currency = models.CharField(_("currency"), max_length=3, blank=True)
    account_holder = models.CharField(_("account holder"), max_length=70, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    bic = models.CharField(
        _("BIC"), max_length=11, blank=True, help_text=_("Needed for transfers from outside the bank's area.")
    )

    class Meta(OneRow.Meta):
        verbose_name = _("currency and bank account")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class PricingSettings(OneRow):
    """Which of several price lists holds for a buyer."""

    class Choice(models.TextChoices):
        """How a price is chosen among the lists of a buyer."""

        PRIORITY = "priority", _("the first list, by priority, that has the product")
        LOWEST = "lowest", _("the lowest price of all lists, the ordinary one too")

    choice = models.CharField(
        _("price that holds"), max_length=10, choices=Choice.choices, default=Choice.PRIORITY
    )

    class Meta(OneRow.Meta):
        verbose_name = _("choice among price lists")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class PaymentSettings(OneRow):
    """The keys of the account at Stripe."""

    stripe_publishable_key = models.CharField(
        _("publishable key"), max_length=255, blank=True, help_text=_("Starts with pk_live_ or pk_test_.")
    )
    stripe_secret_key: Any = SecretField(_("secret key"))
    stripe_webhook_secret: Any = SecretField(_("webhook signing secret"))

    class Meta(OneRow.Meta):
        verbose_name = _("card payments")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class TaxSettings(OneRow):
    """Where the shop is taxed; rates and markets are tables of their own (`shop.tax`)."""

    country = models.CharField(_("country of taxation"), max_length=2, blank=True)
    vat_id = models.CharField(
        _("VAT id"),
        max_length=20,
        blank=True,
        help_text=_("With the country's letters, such as DE123456789."),
    )
    charges_destination = models.BooleanField(
        _("charge the VAT of the destination in the EU"),
        default=True,
        help_text=_("One-Stop-Shop. Off: the rate at home, for shops below the threshold."),
    )

    class Meta(OneRow.Meta):
        verbose_name = _("tax")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class MailSettings(OneRow):
    """The mail server, and from whom mails come."""

    class Security(models.TextChoices):
        """How the connection is encrypted."""

        STARTTLS = "starttls", _("STARTTLS (port 587)")
        TLS = "tls", _("TLS (port 465)")
        NONE = "none", _("not encrypted (port 25)")

    sender_name = models.CharField(
        _("sender name"), max_length=80, blank=True, help_text=_("Empty: the name of the shop.")
    )
    sender_email = models.EmailField(
        _("sender address"), blank=True, help_text=_("Customers' answers go to this address.")
    )
    host = models.CharField(
        _("server"),
        max_length=255,
        blank=True,
        help_text=_("The SMTP server. Empty: mails are written into files on the server and reach nobody."),
    )
    port = models.PositiveIntegerField(_("port"), default=587)
    security = models.CharField(
        _("encryption"), max_length=10, choices=Security.choices, default=Security.STARTTLS
    )
    username = models.CharField(_("user name"), max_length=255, blank=True)
    password: Any = SecretField(_("password"))

    class Meta(OneRow.Meta):
        verbose_name = _("mail")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class DocumentSettings(OneRow):
    """Who writes invoices, how they are numbered, and when they are written."""

    class Moment(models.TextChoices):
        """What an invoice waits for."""

        DISPATCH = "dispatch", _("when the order is dispatched")
        PAYMENT = "payment", _("when the order is paid, at dispatch at the latest")

    legal_name = models.CharField(
        _("legal name"), max_length=120, blank=True, help_text=_("With the legal form, such as Kiln GmbH.")
    )
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("town or city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    registration = models.CharField(
        _("commercial register"),
        max_length=120,
        blank=True,
        help_text=_("Court and number, such as: Amtsgericht Dresden, HRB 12345."),
    )
    tax_number = models.CharField(
        _("tax number"), max_length=40, blank=True, help_text=_("Needed where there is no VAT id.")
    )
    footer = models.TextField(
        _("footer"), max_length=400, blank=True, help_text=_("Printed at the foot of every document.")
    )
    invoice_prefix = models.CharField(
        _("prefix of invoice numbers"),
        max_length=10,
        default="INV-",
        help_text=_("The year and a number without gaps follow: INV-2026-000001."),
    )
    credit_note_prefix = models.CharField(_("prefix of credit note numbers"), max_length=10, default="CN-")
    invoice_moment = models.CharField(
        _("invoices are written"), max_length=10, choices=Moment.choices, default=Moment.DISPATCH
    )
    attaches_to_mail = models.BooleanField(
        _("attach documents to e-mails"),
        default=True,
        help_text=_("Off: the e-mail links to the order, where they can be downloaded."),
    )
    reporting_currency = models.CharField(
        _("currency of tax reports"),
        max_length=3,
        blank=True,
        help_text=_("Only where tax is reported in another currency than that of the prices."),
    )
    reporting_rate = models.DecimalField(
        _("exchange rate"),
        max_digits=14,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("How much of it one unit of the shop's currency is."),
    )

    class Meta(OneRow.Meta):
        verbose_name = _("documents")
        constraints = [
            *OneRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(reporting_rate__isnull=True) | Q(reporting_rate__gt=0),
                name="documentsettings_rate_is_positive",
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
