"""Reading rules, and what they would do."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from shop.b2b.models import Company
from shop.catalogue.categories import CATEGORIES
from shop.catalogue.models import Product, ProductCategory
from shop.catalogue_visibility.models import VisibilityRule
from shop.catalogue_visibility.profiles import Line, RuleRow, Rules, rule_row
from shop.configuration.memory import LazyMemory
from shop.partner.buyers import audiences_of_company
from shop.partner.visibility import Visibility, visibilities

BATCH = 2000


def _read() -> tuple[RuleRow, ...]:
    return tuple(rule_row(rule) for rule in VisibilityRule.objects.order_by("pk"))


RULES: LazyMemory[tuple[RuleRow, ...]] = LazyMemory("visibility-rules", _read)


def stored_rules() -> Rules:
    """Return all rules. No query while they are kept."""
    return Rules.of(RULES.get())


def category_lines() -> dict[int, Line]:
    """Return every category's key after those above it; from memory."""
    return {pk: (*node.above, pk) for pk, node in CATEGORIES.get().items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A product with the key of who sees it now, and who is to see it by the rules."""

    product_id: int
    held: int | None
    visibility: Visibility


def visibility_of_products(product_ids: Collection[int] | None, *, rules: Rules) -> Iterator[Seen]:
    """Work out who sees these products (None: all), variants left out. Two queries for each 2,000."""
    lines, last = category_lines(), 0
    heads = Product.objects.filter(parent=None)
    if product_ids is not None:
        heads = heads.filter(pk__in=product_ids)
    while True:
        rows = list(heads.filter(pk__gt=last).order_by("pk").values_list("pk", "visibility_id")[:BATCH])
        if not rows:
            return
        places: dict[int, list[Line]] = defaultdict(list)
        ids = [pk for pk, _held in rows]
        for pk, category in _places(ids, is_all=product_ids is None, last=last):
            places[pk].append(lines.get(category, ()))
        for pk, held in rows:
            yield Seen(product_id=pk, held=held, visibility=rules.for_product(pk, places[pk]))
        last = ids[-1]


def _places(ids: list[int], *, is_all: bool, last: int) -> Iterable[tuple[int, int]]:
    rows = ProductCategory.objects.order_by()
    rows = rows.filter(product__gt=last, product__lte=ids[-1]) if is_all else rows.filter(product__in=ids)
    return rows.values_list("product_id", "category_id")


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a change of one rule does to the `products` that it reaches.

    `hidden` and `shown` are how many of them are hidden from or shown to at least one more of those whom the
    rule is for: `companies` of them and, where it is for everybody, strangers. Afterwards `seen_by` companies
    of all `all_companies` see at least one of the products, and strangers see `open_to_strangers` of them.
    """

    products: int
    hidden: int
    shown: int
    companies: int
    seen_by: int
    all_companies: int
    open_to_strangers: int


def effect_of(rule: VisibilityRule, *, is_removed: bool = False) -> Effect:
    """Work out what saving a rule, or taking it away, would change; nothing is written.

    Products of the same fate are counted together: a thousand companies take as long as one.
    """
    others = [row for row in RULES.get() if (row.audience, row.part) != (rule.audience, rule.part)]
    after = Rules.of(others if is_removed else [*others, rule_row(rule)])
    reached = list(products_reached(rule).values_list("pk", flat=True))
    now = visibility_of_products(reached, rules=stored_rules())
    then = visibility_of_products(reached, rules=after)
    fates = Counter((old.visibility, new.visibility) for old, new in zip(now, then, strict=True))
    meant, everyone = list(buyers_of(rule)), list(company_audiences())
    profiles = {new for _old, new in fates}
    return Effect(
        products=len(reached),
        hidden=_count(fates, meant, is_hidden=True),
        shown=_count(fates, meant, is_hidden=False),
        companies=sum(bool(audiences) for audiences in meant),
        seen_by=sum(any(profile.is_shown_to(audiences) for profile in profiles) for audiences in everyone),
        all_companies=len(everyone),
        open_to_strangers=sum(number for (_old, new), number in fates.items() if new.is_shown_to(())),
    )


def _count(
    fates: Mapping[tuple[Visibility, Visibility], int],
    meant: Collection[tuple[str, ...]],
    *,
    is_hidden: bool,
) -> int:
    """Count the products that at least one of those who are meant sees no more, or sees from then on."""
    return sum(
        number
        for (old, new), number in fates.items()
        if any(
            old.is_shown_to(audiences) is is_hidden and new.is_shown_to(audiences) is not is_hidden
            for audiences in meant
        )
    )


def products_reached(rule: VisibilityRule) -> QuerySet[Product]:
    """Return the products (no variants) of the part that a rule is about."""
    heads = Product.objects.filter(parent=None)
    if rule.product_id is not None:
        return heads.filter(pk=rule.product_id)
    if rule.category is None:
        return heads
    return heads.filter(categories__path__startswith=rule.category.path).distinct()


def company_audiences(companies: QuerySet[Company] | None = None) -> Iterator[tuple[str, ...]]:
    """Yield each company's audiences, the nearest first. One query."""
    rows = Company.objects.exclude(status=Company.Status.CLOSED) if companies is None else companies
    for path, *groups in rows.values_list("path", "programme_group_id", "group_id"):
        own = tuple(f"company:{key}" for key in reversed(path.strip("/").split("/")) if key)
        yield (*own, *dict.fromkeys(f"group:{group}" for group in groups if group is not None))


def buyers_of(rule: VisibilityRule) -> Iterator[tuple[str, ...]]:
    """Yield the audiences of each company that a rule is for; of strangers where it is for everybody."""
    companies = Company.objects.exclude(status=Company.Status.CLOSED)
    if rule.company is not None:
        companies = companies.filter(path__startswith=rule.company.path)
    elif rule.group_id is not None:
        companies = companies.filter(Q(group=rule.group_id) | Q(programme_group=rule.group_id))
    else:
        yield ()
    yield from company_audiences(companies)


def hidden_from_company(company: Company) -> QuerySet[Product]:
    """Return public products (no variants) that a company does not see."""
    keys = Product.objects.filter(visibility__isnull=False).order_by().values_list("visibility", flat=True)
    found = visibilities(set(keys.distinct()))
    audiences = audiences_of_company(company)
    hidden = [key for key, profile in found.items() if key and not profile.is_shown_to(audiences)]
    return Product.objects.filter(parent=None, is_public=True, visibility__in=hidden)
