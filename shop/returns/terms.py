"""The terms of sending something back: of a product as it is sold now, of a line as it was bought."""

from collections.abc import Iterable
from dataclasses import dataclass

from shop.catalogue.models import Category, Product
from shop.catalogue.return_terms import exclusion_of, is_final_sale
from shop.order.models import Line
from shop.returns.models import CategoryRule, LineTerms, ReturnSettings


@dataclass(frozen=True, kw_only=True)
class ReturnTerms:
    """How long a piece is taken back by the shop's policy, and what the law leaves out of withdrawal."""

    window_days: int
    is_final_sale: bool = False
    exclusion: str = ""


def terms_of_products(products: Iterable[Product]) -> dict[int, ReturnTerms]:
    """Return the terms of products by their keys, as they are sold now.

    A product's own final sale, then the rules of its categories: final sale if any says so; of the days, those
    of the nearest category with a rule, of several categories the longest. Four queries, two without rules.
    """
    asked = list(products)
    policy = ReturnSettings.objects.first() or ReturnSettings()
    rules = list(CategoryRule.objects.select_related("category"))
    heads = {product.pk: product.parent_id or product.pk for product in asked}
    paths = _category_paths(set(heads.values())) if rules else {}
    found = {}
    for product in asked:
        applying = [_nearest(path, rules) for path in paths.get(heads[product.pk], ())]
        days = [rule.window_days for rule in applying if rule and rule.window_days is not None]
        found[product.pk] = ReturnTerms(
            window_days=max(days) if days else policy.window_days,
            is_final_sale=is_final_sale(product) or any(rule.is_final_sale for rule in applying if rule),
            exclusion=exclusion_of(product),
        )
    return found


def _category_paths(heads: set[int]) -> dict[int, list[str]]:
    pairs = Category.objects.filter(product__in=heads).values_list("product", "path")
    found: dict[int, list[str]] = {}
    for head, path in pairs:
        found.setdefault(head, []).append(path)
    return found


def _nearest(path: str, rules: list[CategoryRule]) -> CategoryRule | None:
    above = [rule for rule in rules if path.startswith(rule.category.path)]
    return max(above, key=lambda rule: len(rule.category.path), default=None)


def terms_of_lines(lines: Iterable[Line]) -> dict[int, ReturnTerms]:
    """Return the terms that lines were bought under, by their keys.

    Of a line that has none written down (an order of before) it is those of its product today; of one whose
    product is gone, the shop's own.
    """
    asked = list(lines)
    kept = {terms.line_id: terms for terms in LineTerms.objects.filter(line__in=asked)}
    found = {
        pk: ReturnTerms(
            window_days=terms.window_days, is_final_sale=terms.is_final_sale, exclusion=terms.exclusion
        )
        for pk, terms in kept.items()
    }
    others = [line for line in asked if line.pk not in found]
    if others:
        products = Product.objects.select_related("parent").in_bulk(
            [line.product_id for line in others if line.product_id]
        )
        today = terms_of_products(products.values())
        policy = ReturnSettings.objects.first() or ReturnSettings()
        plain = ReturnTerms(window_days=policy.window_days)
        found |= {line.pk: today.get(line.product_id or 0, plain) for line in others}
    return found


def write_line_terms(lines: Iterable[Line]) -> None:
    """Keep the terms of lines that were just bought; what is written stays."""
    asked = list(lines)
    terms = terms_of_lines(asked)
    rows = [
        LineTerms(
            line=line,
            window_days=terms[line.pk].window_days,
            is_final_sale=terms[line.pk].is_final_sale,
            exclusion=terms[line.pk].exclusion,
        )
        for line in asked
    ]
    LineTerms.objects.bulk_create(rows, ignore_conflicts=True)
