"""Orders and products in the search of the back office, and the indexes that make both quick."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from shop.backoffice.fragments import ExpressionIndex, install_on
from shop.backoffice.global_search.registry import CANDIDATES, PROVIDERS, Fit, Hit, SearchProvider, fit_of
from shop.backoffice.row_limits import limited
from shop.backoffice.searching import number_contains
from shop.catalogue.models import Product
from shop.dashboard.catalogue.queries import products_for_staff, products_matching
from shop.dashboard.orders.queries import orders_visible_to
from shop.dashboard.statuses import STATUSES
from shop.order.models import Order
from shop.user.models import User

# Written as Django asks for them: `Replace(number)` and `icontains`.
INDEXES = {
    "order": (
        ExpressionIndex(
            name="order_number_fragments",
            table=Order._meta.db_table,
            expression="REPLACE(number, '-', '')",
        ),
    ),
    "catalogue": tuple(
        ExpressionIndex(
            name=f"catalogue_{column}_fragments",
            table=Product._meta.db_table,
            expression=f"UPPER({column}::text)",
        )
        for column in ("title_en", "title_zh_hans", "title_zh_hant", "code")
    ),
}


@receiver(post_migrate, dispatch_uid="dashboard.install_indexes")
def install_indexes(*, app_config: AppConfig, using: str, **kwargs: object) -> None:
    """Make the indexes once their tables are there."""
    install_on(using, *INDEXES.get(app_config.label, ()))


def find_orders(text: str, user: User) -> list[Hit]:
    """Find orders by any part of their number, the latest first among equals."""
    wanted = number_contains("number", text)
    if wanted is None:
        return []
    keys = list(Order.objects.filter(wanted).order_by().values_list("pk", flat=True)[:CANDIDATES])
    orders = limited(user, orders_visible_to(user)).filter(pk__in=keys)
    orders = orders.select_related("shipping_address", "user")
    return [
        Hit(
            title=order.number,
            url=reverse("dashboard:order-detail", kwargs={"number": order.number}),
            note=_order_note(order),
            fit=_number_fit(text, order.number),
        )
        for order in orders.order_by("-date_placed", "-pk")
    ]


def _number_fit(text: str, number: str) -> Fit:
    bare, whole = (each.replace("-", "").replace(" ", "").upper() for each in (text, number))
    if bare == whole:
        return Fit.KEY
    return Fit.BEGINNING if whole.startswith(bare) else Fit.FRAGMENT


def _order_note(order: Order) -> str:
    address = order.shipping_address
    status, _tone = STATUSES.get(order.status, (order.status, ""))
    day = date_format(localtime(order.date_placed), "DATE_FORMAT")
    return " · ".join(str(part) for part in (address.name if address else order.email, day, status) if part)


def find_products(text: str, user: User) -> list[Hit]:
    """Find products by a piece of the name in any language, or by SKU and EAN."""
    products = products_matching(text, among=limited(user, products_for_staff(user)))
    return [
        Hit(
            title=product.title,
            url=reverse("dashboard:catalogue-product", args=[product.pk]),
            note=product.code or product.upc or "",
            fit=fit_of(text, product.title, product.code or "", product.upc or ""),
        )
        for product in products.order_by()[:CANDIDATES]
    ]


PROVIDERS.register(
    SearchProvider(
        name="orders",
        label=_("Orders"),
        icon="clipboard-list",
        order=30,
        permission="order.view_order",
        find=find_orders,
        list_url=lambda text: f"{reverse('dashboard:order-list')}?{urlencode({'q': text})}",
    )
)
PROVIDERS.register(
    SearchProvider(
        name="products",
        label=_("Products"),
        icon="tag",
        order=40,
        permission="catalogue.view_product",
        find=find_products,
        list_url=lambda text: f"{reverse('dashboard:catalogue-product-list')}?{urlencode({'q': text})}",
    )
)
