"""Which rules reward an order, and which of its lines each rule is for."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from partners.accounts.attribution import attribution_of
from partners.accounts.models import PartnerAccount
from partners.rewards.amounts import LineWorth
from partners.rewards.models import RewardRule
from partners.tiers.models import TierMembership
from shop.catalogue.models import Category, Product
from shop.catalogue.options import BRAND_CODE
from shop.order.models import Order
from shop.time_zones import shop_day

SOLD = (RewardRule.Kind.COMMISSION, RewardRule.Kind.SPIF)


@dataclass(frozen=True, kw_only=True)
class Earner:
    """An account that is rewarded for an order, and the kinds of rules by which."""

    account: PartnerAccount
    kinds: tuple[str, ...]


def earners_of(order: Order) -> list[Earner]:
    """Return who is rewarded for an order: who brought it, and by rebates who bought it.

    Suspended accounts earn nothing, nor does a partner by commission or SPIF on what it bought itself.
    """
    found = []
    owed = attribution_of(order)
    if owed is not None and owed.account.is_active and not owed.is_own_purchase:
        found.append(Earner(account=owed.account, kinds=SOLD))
    if order.company_id is not None:
        buyers = PartnerAccount.objects.filter(
            company=order.company_id, status=PartnerAccount.Status.ACTIVE
        ).order_by("pk")
        # A company with several accounts is paid its rebate once, to the account it had first.
        found += [Earner(account=account, kinds=(RewardRule.Kind.REBATE,)) for account in buyers[:1]]
    return found


def rules_for(earner: Earner, order: Order) -> QuerySet[RewardRule]:
    """List the rules that held for an account on the day (of the shop) on which an order was placed."""
    day = shop_day(order.date_placed)
    tier = TierMembership.objects.filter(account=earner.account, until=None).values("tier")
    return RewardRule.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=day),
        Q(account=None) | Q(account=earner.account),
        Q(tier=None) | Q(tier__in=tier),
        kind__in=earner.kinds,
        currency=order.currency,
        valid_from__lte=day,
    ).order_by("pk")


def covered(rule: RewardRule, lines: Iterable[LineWorth]) -> list[LineWorth]:
    """Return the lines that a rule is for: of its product, category and brand, those that it names."""
    lines = list(lines)
    products = {worth.line.product for worth in lines if worth.line.product is not None}
    kept = {product.pk for product in _covered_products(rule, products)}
    return [worth for worth in lines if worth.line.product_id in kept]


def _covered_products(rule: RewardRule, products: set[Product]) -> list[Product]:
    parents = {product.parent_id for product in products if product.parent_id is not None}
    found = Product.objects.filter(pk__in={product.pk for product in products} | parents)
    if rule.product_id is not None:
        found = found.filter(Q(pk=rule.product_id) | Q(parent=rule.product_id))
    if rule.category is not None:
        below = Category.objects.filter(path__startswith=rule.category.path)
        found = found.filter(Q(categories__in=below) | Q(parent__categories__in=below))
    if rule.brand_id is not None:
        named = {
            "attribute_values__attribute__code": BRAND_CODE,
            "attribute_values__value_option": rule.brand_id,
        }
        found = found.filter(Q(**named) | Q(**{f"parent__{name}": value for name, value in named.items()}))
    matched = set(found.values_list("pk", flat=True))
    return [product for product in products if product.pk in matched]
