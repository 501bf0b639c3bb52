"""Going on with the set-up."""

from io import StringIO

from anymail.exceptions import AnymailError  # type: ignore[import-untyped]
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext as _
from oscar.apps.address.models import Country

from shop.breakers import ProviderUnavailableError
from shop.catalogue.models import ProductClass
from shop.identity.models import ShopSettings
from shop.identity.queries import shop_identity
from shop.mail.sender import sender_address
from shop.partner.models import Partner
from shop.stock.models import Warehouse

CODE = "main"


def shop_settings() -> ShopSettings:
    """Return the one row, made empty where there is none."""
    found = ShopSettings.objects.first()
    return found or ShopSettings.objects.create()


@transaction.atomic
def confirm_step(name: str) -> None:
    """Note that somebody has dealt with a step; again it changes nothing."""
    row = ShopSettings.objects.select_for_update().get(pk=shop_settings().pk)
    if name not in row.steps:
        row.steps = [*row.steps, name]
        row.save(update_fields=["steps"])


def load_missing_countries() -> None:
    """Fill the list of countries where it is empty."""
    if not Country.objects.exists():
        call_command("load_countries", stdout=StringIO())


def prepare_step(name: str) -> None:
    """Bring what a step needs and nobody should have to know of; again it changes nothing.

    Warehouse, tax and delivery are by country, so the list of countries is filled; a product is of a type,
    so an empty shop gets a first one, which can be renamed.
    """
    if name in {"warehouse", "tax", "delivery"}:
        load_missing_countries()
    if name == "product" and not ProductClass.objects.exists():
        ProductClass.objects.create(name=_("Products"))


def complete_setup() -> None:
    """Show the set-up no more, whatever is open; its pages stay where they are."""
    row = shop_settings()
    row.is_set_up = True
    row.save(update_fields=["is_set_up"])


@transaction.atomic
def save_first_warehouse(warehouse: Warehouse) -> Warehouse:
    """Keep the first warehouse of the shop itself; the shop becomes a seller if there is none.

    Effects in order: seller, warehouse. Raises nothing.
    """
    seller = Partner.objects.order_by("pk").first()
    warehouse.seller = seller or Partner.objects.create(name=shop_identity().name, code=CODE)
    warehouse.code = warehouse.code or f"{CODE}-{warehouse.seller.warehouses.count() + 1}"
    warehouse.save()
    return warehouse


def send_test_mail(to: str) -> str:
    """Send a mail at once, past the outbox; return what went wrong in the server's words, else ""."""
    mail = EmailMessage(
        subject=_("A test from %(shop)s") % {"shop": shop_identity().name},
        body=_("If you can read this, e-mails from your shop are delivered."),
        from_email=sender_address(),
        to=[to],
    )
    try:
        mail.send()
    except ProviderUnavailableError:
        return _("The mail server does not answer.")
    except (OSError, ValueError, AnymailError) as error:  # smtplib's and requests' errors are OSErrors
        return str(error) or type(error).__name__
    return ""
