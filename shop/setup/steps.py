"""The steps of the set-up: what each is about, and whether it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.backoffice.wizard import Progress, WizardStep
from shop.catalogue.models import Product
from shop.identity.models import ShopSettings
from shop.stock.models import Warehouse

PERMISSION = "identity.change_shopsettings"


@dataclass(frozen=True, kw_only=True)
class EnvironmentSetting:
    """A setting of the environment: what it is now, and the variable that says so."""

    label: str | Promise
    value: str
    variable: str
    help: str | Promise = ""


@dataclass(frozen=True, kw_only=True)
class Step(WizardStep):
    """A step of the set-up; `is_done` looks at the shop, else somebody confirms it."""

    is_done: Callable[[ShopSettings], bool] | None = None
    facts: Callable[[], list[EnvironmentSetting]] = list


def _money() -> list[EnvironmentSetting]:
    languages = ", ".join(str(label) for _code, label in settings.LANGUAGES)
    return [
        EnvironmentSetting(
            label=_("Currency"), value=settings.OSCAR_DEFAULT_CURRENCY, variable="KILN_CURRENCY"
        ),
        EnvironmentSetting(
            label=_("Languages"),
            value=languages,
            variable="LANGUAGES",
            help=_("A list in config/settings/base.py; each needs its translations."),
        ),
    ]


def _tax() -> list[EnvironmentSetting]:
    return [
        EnvironmentSetting(
            label=_("Country of taxation"), value=settings.KILN_TAX_COUNTRY, variable="KILN_TAX_COUNTRY"
        ),
        EnvironmentSetting(label=_("VAT id"), value=settings.KILN_VAT_ID, variable="KILN_VAT_ID"),
    ]


def _payment() -> list[EnvironmentSetting]:
    card = _("set") if settings.KILN_STRIPE_SECRET_KEY else ""
    return [
        EnvironmentSetting(
            label=_("Bank account"), value=settings.KILN_BANK_ACCOUNT, variable="KILN_BANK_ACCOUNT"
        ),
        EnvironmentSetting(label=_("Cards by Stripe"), value=str(card), variable="KILN_STRIPE_SECRET_KEY"),
        EnvironmentSetting(
            label=_("Publishable key"),
            value=settings.KILN_STRIPE_PUBLISHABLE_KEY,
            variable="KILN_STRIPE_PUBLISHABLE_KEY",
        ),
    ]


def _mail() -> list[EnvironmentSetting]:
    into_files = settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
    server = _("into files below the var folder") if into_files else settings.EMAIL_HOST or _("set")
    return [
        EnvironmentSetting(label=_("Server"), value=str(server), variable="EMAIL_URL"),
        EnvironmentSetting(
            label=_("Sender"), value=settings.DEFAULT_FROM_EMAIL, variable="DEFAULT_FROM_EMAIL"
        ),
    ]


STEPS = (
    Step(
        name="shop",
        title=_("Name and logo"),
        why=_("The shop name in the header and footer of every page, and how customers reach you."),
        is_done=lambda row: bool(row.name),
    ),
    Step(
        name="money",
        title=_("Currency and languages"),
        why=_("Prices are stored in one currency. Set it before the first order: it cannot change later."),
        facts=_money,
    ),
    Step(
        name="tax",
        title=_("Tax"),
        why=_("Where you are registered for tax, and how prices are shown in each country."),
        facts=_tax,
    ),
    Step(
        name="warehouse",
        title=_("Warehouse"),
        why=_("Where your stock is kept and shipped from, and the cut-off time for same-day shipping."),
        is_done=lambda _row: Warehouse.objects.exists(),
    ),
    Step(
        name="payment",
        title=_("Payment"),
        why=_("How customers pay. Bank transfer needs an account, cards need Stripe keys."),
        facts=_payment,
    ),
    Step(
        name="mail",
        title=_("Mail"),
        why=_("Order confirmations and password links are sent by e-mail. Send a test to yourself."),
        facts=_mail,
    ),
    Step(
        name="product",
        title=_("First product"),
        why=_("With one product for sale the shop is open."),
        is_done=lambda _row: Product.objects.filter(parent=None, is_public=True).exists(),
    ),
)


def progress(row: ShopSettings | None) -> list[Progress]:
    """Say of every step whether it is done: at most two queries."""
    row = row or ShopSettings()
    return [
        Progress(
            step=step,
            number=number,
            is_done=step.is_done(row) if step.is_done else step.name in row.steps,
            url=reverse("shop_setup:step", args=[step.name]),
        )
        for number, step in enumerate(STEPS, start=1)
    ]
