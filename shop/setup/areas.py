"""The areas of the settings: what each is about, who may change it, its form and its trial."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.configuration.models import (
    DocumentSettings,
    MailSettings,
    MoneySettings,
    PaymentSettings,
    StorefrontSettings,
    TaxSettings,
)
from shop.setup.area_forms import (
    DocumentForm,
    MailForm,
    MoneyForm,
    PaymentForm,
    ShopAreaForm,
    StorefrontForm,
    TaxForm,
)
from shop.setup.services import load_missing_countries, shop_settings
from shop.setup.trials import Outcome, try_bank, try_documents, try_mail, try_stripe, try_vat
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class Link:
    """A list of the back office that belongs to an area."""

    label: str | Promise
    url_name: str


@dataclass(frozen=True, kw_only=True)
class Area:
    """A page of the settings by its name, which is the end of its address.

    `load` gives the row that `form` edits, `attempt` tries what is saved, `prepare` brings what the page
    needs.
    """

    name: str
    title: str | Promise
    why: str | Promise
    icon: str
    permission: str
    form: Any = None
    load: Callable[[], Model | None] = lambda: None
    prepare: Callable[[], object] = lambda: None
    attempt: Callable[[HttpRequest], Outcome] | None = None
    attempt_label: str | Promise = ""
    links: tuple[Link, ...] = ()


AREAS = (
    Area(
        name="shop",
        title=_("Shop"),
        why=_("Name, logo and contact, and the shop's own words in each language."),
        icon="home",
        permission="identity.change_shopsettings",
        form=ShopAreaForm,
        load=shop_settings,
    ),
    Area(
        name="money",
        title=_("Currency and bank account"),
        why=_("The currency of all prices, and the account that bank transfers go to."),
        icon="table",
        permission="configuration.change_moneysettings",
        form=MoneyForm,
        load=MoneySettings.load,
        attempt=try_bank,
        attempt_label=_("Show what buyers read"),
    ),
    Area(
        name="storefront",
        title=_("Access to the shop"),
        why=_("What visitors see and can do before they log in."),
        icon="view",
        permission="configuration.change_storefrontsettings",
        form=StorefrontForm,
        load=StorefrontSettings.load,
        links=(Link(label=_("Visibility rules"), url_name="visibility-rules:index"),),
    ),
    Area(
        name="delivery",
        title=_("Delivery"),
        why=_("Delivery methods, and what each costs to a group of countries."),
        icon="redirect",
        permission="shipping.change_deliveryoption",
        prepare=load_missing_countries,
        links=(
            Link(label=_("Delivery methods and prices"), url_name="delivery-methods:index"),
            Link(label=_("Delivery zones"), url_name="delivery-zones:index"),
            Link(label=_("Price tables by weight, postcode and value"), url_name="delivery-tables:index"),
            Link(label=_("What would a delivery cost?"), url_name="delivery-tables:check"),
            Link(label=_("Carriers"), url_name="carriers:index"),
            Link(label=_("Warehouses"), url_name="warehouses:index"),
        ),
    ),
    Area(
        name="tax",
        title=_("Tax"),
        why=_("Where you are registered for tax, and how prices are shown in each country."),
        icon="doc-full",
        permission="configuration.change_taxsettings",
        form=TaxForm,
        load=TaxSettings.load,
        prepare=load_missing_countries,
        attempt=try_vat,
        attempt_label=_("Look up the VAT id"),
        links=(
            Link(label=_("Tax rates"), url_name="taxrate:index"),
            Link(label=_("Markets: how prices are shown in each country"), url_name="market:index"),
        ),
    ),
    Area(
        name="documents",
        title=_("Invoices and documents"),
        why=_("Who sells, as invoices print it; their numbers, and when they are written."),
        icon="doc-full",
        permission="configuration.change_documentsettings",
        form=DocumentForm,
        load=DocumentSettings.load,
        attempt=try_documents,
        attempt_label=_("Check what invoices need"),
    ),
    Area(
        name="payment",
        title=_("Card payments"),
        why=_("The keys of your account at Stripe. Secret keys are encrypted and never shown again."),
        icon="lock",
        permission="configuration.change_paymentsettings",
        form=PaymentForm,
        load=PaymentSettings.load,
        attempt=try_stripe,
        attempt_label=_("Test the connection to Stripe"),
    ),
    Area(
        name="mail",
        title=_("Mail"),
        why=_("The mail server, and the sender that customers see."),
        icon="mail",
        permission="configuration.change_mailsettings",
        form=MailForm,
        load=MailSettings.load,
        attempt=try_mail,
        attempt_label=_("Send a test e-mail to yourself"),
    ),
)


def areas_of(user: User | AnonymousUser) -> list[Area]:
    """List the areas that somebody may change."""
    return [area for area in AREAS if user.has_perm(area.permission)]
