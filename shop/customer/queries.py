"""What the account area reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Prefetch, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from oscar.apps.address.models import UserAddress

from shop.b2b.models import CompanyContact
from shop.catalogue.images import Picture, first_picture
from shop.catalogue.models import Product, ProductAttributeValue
from shop.catalogue.product_options import line_description
from shop.customer.models import ProductAlert
from shop.order.models import Line, Order
from shop.order.totals import is_foreign
from shop.order.visibility import orders_open_to
from shop.partner.buyers import buyer_for
from shop.storefront.cards import ProductCard, product_cards, sku_of
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class OrderedLine:
    """A line of an order as its buyer sees it, gross and net; `url` is empty when the product is gone."""

    title: str
    sku: str
    quantity: int
    total: Decimal
    net: Decimal
    url: str
    picture: Picture | None


def orders_of(user: User) -> QuerySet[Order]:
    """List a user's own orders, latest first, with `pieces`, how many things each holds.

    Those for a company are there as long as they act for it.
    """
    own = orders_open_to(user).filter(user=user)
    return own.annotate(pieces=Sum("lines__quantity")).order_by("-date_placed")


def company_facts(order: Order) -> list[tuple[str, str]]:
    """Return what an order is to the company it was bought for, as (label, value); nothing without one."""
    if order.company is None:
        return []
    contact = CompanyContact.objects.filter(user=order.user_id, company=order.company_id).first()
    facts = [
        (_("Company"), order.company.name),
        (_("Ordered by"), contact.name if contact else ""),
        (_("Department"), str(order.department or "")),
        (_("Cost centre"), str(order.cost_centre or "")),
        (_("Your order number"), order.po_number),
    ]
    return [(label, value) for label, value in facts if value]


def ordered_lines(order: Order) -> list[OrderedLine]:
    """Return an order's lines with pictures, in a constant number of queries.

    They are named as they were ordered, or in the reader's language where that is another and the
    product is still there. The picture is that of the variant that was bought, whether it is still shown in
    the shop or not; a variant that is not leads to its product.
    """
    rows = order.lines.select_related("product__parent").order_by("pk")
    rows = rows.prefetch_related("attributes__option", "product__images", "product__parent__images")
    if is_foreign(order):
        rows = rows.prefetch_related(_what_sets_apart())
    lines = list(rows)
    ordered = [line.product for line in lines if line.product is not None]
    found = [pk for product in ordered for pk in (product.pk, product.parent_id) if pk is not None]
    urls = {card.product_id: card.url for card in product_cards(found, buyer=buyer_for(order.user))}
    return [_line(order, line, urls) for line in lines]


def _what_sets_apart() -> Prefetch:
    """Return what names the variants of lines or alerts without a query each."""
    values = ProductAttributeValue.objects.select_related("attribute", "value_option")
    return Prefetch("product__attribute_values", values)


def _line(order: Order, line: Line, urls: Mapping[int, str]) -> OrderedLine:
    product = line.product
    return OrderedLine(
        title=line_description(
            str(product) if product and is_foreign(order) else line.title, line.attributes.all()
        ),
        sku=line.partner_sku,
        quantity=line.quantity,
        total=line.line_price_incl_tax,
        net=line.line_price_excl_tax,
        url=(urls.get(product.pk) or urls.get(product.parent_id or 0, "")) if product else "",
        picture=first_picture(product) if product else None,
    )


def default_shipping_address(user: User) -> UserAddress | None:
    """Return where the user's parcels go: the default, else the latest saved; None without any."""
    return (
        UserAddress.objects.filter(user=user)
        .select_related("country")
        .order_by("-is_default_for_shipping", "-date_created")
        .first()
    )


def alerts_of(user: User) -> list[tuple[ProductAlert, ProductCard | None]]:
    """List what a user waits for, each with the card of its piece (None when not public).

    The pieces have the values at hand that set a variant apart. A constant number of queries.
    """
    alerts = list(
        ProductAlert.objects.filter(user=user, date_closed=None, date_cancelled=None)
        .select_related("product__parent")
        .prefetch_related(_what_sets_apart())
        .order_by("-date_created")
    )
    ids = [alert.product_id for alert in alerts]
    cards = {card.product_id: card for card in product_cards(ids, buyer=buyer_for(user))}
    return [(alert, cards.get(alert.product_id)) for alert in alerts]


def product_url(product: Product) -> str:
    """Return the address of a product, or of its parent with the variant selected."""
    head = product.parent if product.is_child and product.parent else product
    url = reverse("catalogue:detail", kwargs={"product_slug": head.slug, "pk": head.pk})
    return f"{url}?{urlencode({'sku': sku_of(product)})}" if product.is_child else url


def addresses_in_books(user_ids: Iterable[int]) -> list[UserAddress]:
    """List what these users keep in their address books, oldest first. One query."""
    return list(UserAddress.objects.filter(user__in=list(user_ids)).order_by("pk"))
