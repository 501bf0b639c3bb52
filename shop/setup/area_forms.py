"""What is typed on the pages of the settings."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from stdnum import bic as bic_numbers, iban as iban_numbers
from stdnum.eu import vat as vat_numbers
from stdnum.exceptions import ValidationError as NumberError
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.images.widgets import AdminImageChooser

from shop.backoffice.languages import in_every_language, name_languages
from shop.configuration.fields import told_of
from shop.configuration.models import (
    DocumentSettings,
    MailSettings,
    MoneySettings,
    PaymentSettings,
    StorefrontSettings,
    TaxSettings,
)
from shop.configuration.queries import shop_currency, tax_country
from shop.identity.models import ShopSettings
from shop.money import currency_problem
from shop.setup.currencies import currency_choices, orders_exist, relabel_prices, unpayable_prices
from shop.setup.overrides import EnvironmentMixin, EnvironmentSetting
from shop.setup.secret_fields import SecretsMixin
from shop.tax.forms import countries

WORDS = ("tagline", "announcement", "description", "search_examples", "delivery_note")
LIVE, TEST = "_live_", "_test_"
#: Ends in a letter or a hyphen, so that the year that follows can be told from it.
PREFIX = re.compile(r"[A-Z0-9-]*[A-Z-]")


class ShopAreaForm(EnvironmentMixin, WagtailAdminModelForm):
    """Name, logo, contact and the shop's own words in each language."""

    variables = {"name": "KILN_SHOP_NAME"}

    class Meta:
        model = ShopSettings
        fields = ["name", "logo", "email", "phone", "address", *in_every_language(*WORDS)]
        widgets = {
            "logo": AdminImageChooser,
            "address": forms.Textarea(attrs={"rows": 3}),
            **{name: forms.Textarea(attrs={"rows": 3}) for name in in_every_language("delivery_note")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, WORDS)
        if "name" in self.fields:
            self.fields["name"].required = True


class MoneyForm(EnvironmentMixin, WagtailAdminModelForm):
    """The currency, until there is an order, and the account for transfers."""

    variables = {"currency": "KILN_CURRENCY", "iban": "KILN_BANK_ACCOUNT"}
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"),
        choices=currency_choices,
        help_text=gettext_lazy("All prices are in this currency. It cannot change after the first order."),
    )

    class Meta:
        model = MoneySettings
        fields = ["currency", "account_holder", "iban", "bic"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "iban" not in self.fields:
            del self.fields["account_holder"], self.fields["bic"]
        if "currency" not in self.fields:
            return
        if not self.instance.currency:
            self.initial["currency"] = shop_currency()
        if orders_exist():
            field = self.fields["currency"]
            field.help_text = _("There are orders, so the currency cannot change.")
            if not self.is_bound:  # a page that was opened before is refused in words
                field.choices = [choice for choice in field.choices if choice[0] == shop_currency()]

    def clean_currency(self) -> str:
        """Refuse another currency once there are orders, or prices that it cannot pay."""
        now = shop_currency()
        chosen = str(self.cleaned_data["currency"])
        if chosen == now:
            return chosen
        if orders_exist():
            text = _("The currency stays %(currency)s: there are orders, and their amounts are kept in it.")
            raise ValidationError(text, code="locked", params={"currency": now})
        left = unpayable_prices(chosen)
        if left:
            text = ngettext(
                "%(n)d price has decimals, which %(currency)s does not have. Change it first.",
                "%(n)d prices have decimals, which %(currency)s does not have. Change them first.",
                left,
            )
            raise ValidationError(text, code="decimals", params={"n": left, "currency": chosen})
        return chosen

    def save(self, commit: bool = True) -> MoneySettings:  # noqa: FBT001, FBT002 - Django's
        """Save, and let the prices entered so far be in the new currency."""
        was = shop_currency()
        saved: MoneySettings = super().save(commit=commit)
        if "currency" in self.cleaned_data:
            relabel_prices(was, self.cleaned_data["currency"])
        return saved

    def clean_iban(self) -> str:
        """Check the digits; keep it without spaces."""
        return _checked(
            self.cleaned_data["iban"], iban_numbers, _("This is not a valid IBAN: a digit is wrong.")
        )

    def clean_bic(self) -> str:
        """Check how it is made."""
        return _checked(self.cleaned_data["bic"], bic_numbers, _("This is not a valid BIC."))

    def clean(self) -> dict[str, object]:
        """Ask for the holder of an account, whom a bank compares with the number."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("iban") and not cleaned.get("account_holder"):
            self.add_error("account_holder", _("Banks compare the holder's name with the IBAN: enter it."))
        return cleaned


def _checked(typed: str, numbers: Any, problem: str) -> str:
    if not typed.strip():
        return ""
    try:
        return str(numbers.validate(typed))
    except NumberError as error:
        raise ValidationError(problem, code="number") from error


class PaymentForm(EnvironmentMixin, SecretsMixin, WagtailAdminModelForm):
    """The keys of Stripe; the secret ones are encrypted and never shown again."""

    variables = {
        "stripe_publishable_key": "KILN_STRIPE_PUBLISHABLE_KEY",
        "stripe_secret_key": "KILN_STRIPE_SECRET_KEY",
        "stripe_webhook_secret": "KILN_STRIPE_WEBHOOK_SECRET",
    }
    remove_secrets = forms.BooleanField(
        label=gettext_lazy("Remove the stored keys: no more card payments"), required=False
    )

    class Meta:
        model = PaymentSettings
        fields = ["stripe_publishable_key", "stripe_secret_key", "stripe_webhook_secret"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "stripe_webhook_secret" in self.fields:
            url = f"{settings.KILN_BASE_URL.rstrip('/')}{reverse('stripe-webhook')}"
            told = _("Of the endpoint %(url)s, which you add in Stripe's dashboard.") % {"url": url}
            stored = self.instance.stripe_webhook_secret
            self.fields["stripe_webhook_secret"].help_text = f"{told} {told_of(stored)}" if stored else told

    def clean_stripe_publishable_key(self) -> str:
        """Refuse another kind of key."""
        return _starting(self.cleaned_data["stripe_publishable_key"], ("pk_",))

    def clean_stripe_secret_key(self) -> str:
        """Refuse another kind of key, such as the publishable one."""
        return _starting(self.cleaned_data["stripe_secret_key"], ("sk_", "rk_"))

    def clean_stripe_webhook_secret(self) -> str:
        """Refuse another kind of key."""
        return _starting(self.cleaned_data["stripe_webhook_secret"], ("whsec_",))

    def clean(self) -> dict[str, object]:
        """Refuse a live key beside one for tests."""
        typed = self.cleaned_data.get("stripe_secret_key") or ""
        shown = self.cleaned_data.get("stripe_publishable_key") or ""
        cleaned = super().clean()
        if cleaned.get(self.clear):
            cleaned["stripe_publishable_key"] = ""
        elif typed and shown and (LIVE in typed) != (LIVE in shown):
            self.add_error("stripe_secret_key", _("One key is for tests and the other is live."))
        return cleaned


def _starting(typed: str, beginnings: tuple[str, ...]) -> str:
    text = (typed or "").strip()
    if text and not text.startswith(beginnings):
        wanted = _(" or ").join(beginnings)
        raise ValidationError(_("This key starts with %(wanted)s.") % {"wanted": wanted}, code="kind")
    return text


class TaxForm(EnvironmentMixin, WagtailAdminModelForm):
    """Where the shop is taxed."""

    variables = {
        "country": "KILN_TAX_COUNTRY",
        "vat_id": "KILN_VAT_ID",
        "charges_destination": "KILN_TAX_DESTINATION",
    }
    country = forms.ChoiceField(
        label=gettext_lazy("Country of taxation"),
        choices=countries,
        help_text=gettext_lazy("The tax of this country is included in the prices that you enter."),
    )

    class Meta:
        model = TaxSettings
        fields = ["country", "vat_id", "charges_destination"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "country" in self.fields and not self.instance.country:
            self.initial["country"] = tax_country()

    def clean_vat_id(self) -> str:
        """Check a number of the European Union by its digits; others are taken as typed."""
        typed = "".join(str(self.cleaned_data["vat_id"]).upper().split())
        if typed[:2].lower() in vat_numbers.MEMBER_STATES:
            return _checked(typed, vat_numbers, _("This is not a valid VAT id: a digit is wrong."))
        return typed


class StorefrontForm(EnvironmentMixin, WagtailAdminModelForm):
    """What the shop shows to who has not logged in."""

    class Meta:
        model = StorefrontSettings
        fields = ["access", "open_paths"]
        widgets = {"access": forms.RadioSelect, "open_paths": forms.Textarea(attrs={"rows": 4})}

    def clean_open_paths(self) -> str:
        """Ask for paths of this site, each with a slash at both ends."""
        paths = str(self.cleaned_data["open_paths"]).split()
        for path in paths:
            if not re.fullmatch(r"/[\w\-./%]*/", path) or path == "/":
                words = _("“%(path)s” is no path of a page; write it as /imprint/.")
                raise ValidationError(words % {"path": path}, code="path")
        return "\n".join(dict.fromkeys(paths))


class DocumentForm(EnvironmentMixin, WagtailAdminModelForm):
    """Who writes invoices, how they are numbered, and when they are written."""

    country = forms.ChoiceField(
        label=gettext_lazy("Country"), required=False, choices=lambda: [("", "–"), *countries()]
    )

    class Meta:
        model = DocumentSettings
        fields = [
            *("legal_name", "street", "postcode", "city", "country", "registration", "tax_number", "footer"),
            *("invoice_prefix", "credit_note_prefix", "invoice_moment", "attaches_to_mail"),
            *("reporting_currency", "reporting_rate"),
        ]
        widgets = {"footer": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.country:
            self.initial["country"] = tax_country()

    def clean_invoice_prefix(self) -> str:
        """Refuse what cannot stand in a number."""
        return _prefix(self.cleaned_data["invoice_prefix"])

    def clean_credit_note_prefix(self) -> str:
        """Refuse what cannot stand in a number."""
        return _prefix(self.cleaned_data["credit_note_prefix"])

    def clean_reporting_currency(self) -> str:
        """Take a currency that amounts can be kept in, other than the shop's own."""
        code = str(self.cleaned_data["reporting_currency"]).strip().upper()
        if code and (problem := currency_problem(code)):
            raise ValidationError(problem, code="currency")
        return "" if code == shop_currency() else code

    def clean(self) -> dict[str, object]:
        """Ask for prefixes that differ, and for a rate where tax is reported in another currency."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("invoice_prefix") and cleaned["invoice_prefix"] == cleaned.get("credit_note_prefix"):
            self.add_error("credit_note_prefix", _("Credit notes need a prefix of their own."))
        if cleaned.get("reporting_currency") and not cleaned.get("reporting_rate"):
            self.add_error("reporting_rate", _("Please enter the exchange rate."))
        return cleaned


def _prefix(typed: str) -> str:
    text = typed.strip().upper()
    if not PREFIX.fullmatch(text):
        raise ValidationError(_("Only letters from A to Z, digits and hyphens."), code="prefix")
    return text


class MailForm(EnvironmentMixin, SecretsMixin, WagtailAdminModelForm):
    """From whom mails come, and the server that takes them."""

    variables = {"sender_email": "KILN_SENDER", "host": "KILN_MAIL_VARIABLE"}
    named = {"sender_email": "DEFAULT_FROM_EMAIL"}
    remove_secrets = forms.BooleanField(label=gettext_lazy("Remove the stored password"), required=False)

    class Meta:
        model = MailSettings
        fields = ["sender_name", "sender_email", "host", "port", "security", "username", "password"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "sender_email" not in self.fields:
            del self.fields["sender_name"]
        if "host" not in self.fields:
            for name in ("port", "security", "username", "password", self.clear):
                self.fields.pop(name, None)
            self.overridden = [
                each if each.variable != "KILN_MAIL_VARIABLE" else _server_of_environment(str(each.label))
                for each in self.overridden
            ]

    def clean(self) -> dict[str, object]:
        """Ask for the sender that a server wants, and refuse a port that no server has."""
        cleaned: dict[str, Any] = super().clean()
        needs_sender = cleaned.get("host") and "sender_email" in self.fields
        if needs_sender and not cleaned.get("sender_email") and "sender_email" not in self.errors:
            self.add_error("sender_email", _("A mail server needs a sender address."))
        if "port" in cleaned and not 0 < cleaned["port"] < 2**16:
            self.add_error("port", _("Ports are numbers from 1 to 65535."))
        return cleaned


def _server_of_environment(label: str) -> EnvironmentSetting:
    """Name the server of the environment; an address with its password is nobody's to read."""
    shown = settings.EMAIL_HOST if settings.KILN_MAIL_VARIABLE == "EMAIL_URL" else _("a mail provider")
    return EnvironmentSetting(label=capfirst(label), value=shown, variable=settings.KILN_MAIL_VARIABLE)
