"""The steps of the set-up: what each is about, and whether it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shop.backoffice.wizard import Progress, WizardStep
from shop.catalogue.models import Product
from shop.identity.models import ShopSettings
from shop.shipping.table import STORED_DELIVERY
from shop.stock.models import Warehouse

PERMISSION = "identity.change_shopsettings"


@dataclass(frozen=True, kw_only=True)
class Step(WizardStep):
    """A step of the set-up; `is_done` looks at the shop, else somebody confirms it."""

    is_done: Callable[[ShopSettings], bool] | None = None
    #: Needed beside the permission of the set-up: who may not change an area may not do it here.
    permission: str = PERMISSION


STEPS = (
    Step(
        name="shop",
        title=_("Name and logo"),
        why=_("The shop name in the header and footer of every page, and how customers reach you."),
        is_done=lambda row: bool(row.name),
    ),
    Step(
        name="money",
        permission="configuration.change_moneysettings",
        title=_("Currency and bank account"),
        why=_("Prices are stored in one currency. Set it before the first order: it cannot change later."),
    ),
    Step(
        name="tax",
        permission="configuration.change_taxsettings",
        title=_("Tax"),
        why=_("Where you are registered for tax, and how prices are shown in each country."),
    ),
    Step(
        name="warehouse",
        title=_("Warehouse"),
        why=_("Where your stock is kept and shipped from, and the cut-off time for same-day shipping."),
        is_done=lambda _row: Warehouse.objects.exists(),
    ),
    Step(
        name="delivery",
        permission="shipping.change_deliveryoption",
        title=_("Delivery"),
        why=_("The first delivery method and its price. More methods and zones can follow later."),
        is_done=lambda _row: bool(STORED_DELIVERY.get()),
    ),
    Step(
        name="payment",
        permission="configuration.change_paymentsettings",
        title=_("Card payments"),
        why=_("Keys of Stripe for cards; without them customers pay by bank transfer."),
    ),
    Step(
        name="mail",
        permission="configuration.change_mailsettings",
        title=_("Mail"),
        why=_("Order confirmations and password links are sent by e-mail. Send a test to yourself."),
    ),
    Step(
        name="product",
        title=_("First product"),
        why=_("With one product for sale the shop is open."),
        is_done=lambda _row: Product.objects.filter(parent=None, is_public=True).exists(),
    ),
)


def progress(row: ShopSettings | None) -> list[Progress]:
    """Say of every step whether it is done: at most three queries."""
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
