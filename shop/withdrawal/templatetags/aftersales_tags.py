"""What the pages of an order and a product ask about returns and withdrawals."""

from collections.abc import Iterable

from django import template
from django.urls import reverse

from shop.basket.models import Line as BasketLine
from shop.catalogue.models import Product
from shop.order.models import Line as OrderLine, Order
from shop.returns.links import form_token, return_token
from shop.returns.models import Return
from shop.returns.policy import policy
from shop.returns.queries import returnable_lines
from shop.returns.terms import notice_of, terms_of_products
from shop.warranties.links import order_token as warranty_token
from shop.warranties.queries import units_of
from shop.withdrawal.links import receipt_token, statement_token
from shop.withdrawal.models import Withdrawal
from shop.withdrawal.queries import right_of, withdrawals_of

register = template.Library()


@register.inclusion_tag("returns/order_links.html")
def order_aftersales(order: Order) -> dict[str, object]:
    """List an order's returns and lead to what its buyer may do: return, withdraw."""
    may_return = policy().is_offered and any(item.is_offered for item in returnable_lines(order))
    return {
        "returns": [(found, return_token(found)) for found in order.returns.all()],
        "return_token": form_token(order) if may_return else "",
        "withdrawal_token": statement_token(order) if right_of(order).is_open else "",
        "withdrawals": past_withdrawals(order),
        "warranty_token": warranty_token(order) if units_of(order).exists() else "",
    }


@register.simple_tag
def past_withdrawals(order: Order) -> list[tuple[Withdrawal, str]]:
    """List an order's withdrawals, each with the token of its receipt."""
    return [(found, receipt_token(found)) for found in withdrawals_of(order)]


@register.simple_tag
def return_page(found: Return) -> str:
    """Return the address of a return's page for its buyer."""
    return reverse("returns:show", args=[return_token(found)])


@register.simple_tag
def return_notices(things: Product | Iterable[BasketLine | OrderLine]) -> list[tuple[str, str]]:
    """Pair what is bought with what its buyer has to know before: no right of withdrawal, final sale.

    `things` are lines of a basket or an order, or one product. No query for products at hand without rules of
    categories, else one; what has no such terms is left out.
    """
    products = [things] if isinstance(things, Product) else _products_of(things)
    terms = terms_of_products(products)
    found = [(str(product), notice_of(terms[product.pk])) for product in products]
    return [(title, notice) for title, notice in found if notice]


def _products_of(lines: Iterable[BasketLine | OrderLine]) -> list[Product]:
    rows = [line for line in lines if line.product_id]
    if all("product" in line._state.fields_cache for line in rows):
        return [line.product for line in rows if line.product is not None]
    found = Product.objects.select_related("parent").in_bulk({line.product_id for line in rows})
    return [found[line.product_id] for line in rows if line.product_id in found]
