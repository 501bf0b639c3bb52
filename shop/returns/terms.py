"""The terms of sending something back: of a product as it is sold now, of a line as it was bought."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shop.catalogue.models import Category, Product
from shop.catalogue.return_terms import CONDITIONAL, exclusion_of, exclusion_text, is_final_sale
from shop.order.models import Line
from shop.returns.models import LineTerms
from shop.returns.policy import POLICY


@dataclass(frozen=True, kw_only=True)
class ReturnTerms:
    """How long a piece is taken back by the shop's policy, and what the law leaves out of withdrawal."""

    window_days: int
    is_final_sale: bool = False
    exclusion: str = ""


def terms_of_products(products: Iterable[Product]) -> dict[int, ReturnTerms]:
    """Return the terms of products by their keys, as they are sold now.

    A product's own final sale, then the rules of its categories: final sale if any says so; of the days,
    those of the nearest category with a rule, of several categories the longest. No query without rules,
    one with.
    """
    asked = list(products)
    policy = POLICY.get()
    heads = {product.pk: product.parent_id or product.pk for product in asked}
    paths = _category_paths(set(heads.values())) if policy.rules and asked else {}
    found = {}
    for product in asked:
        applying = [policy.nearest(path) for path in paths.get(heads[product.pk], ())]
        days = [rule.window_days for rule in applying if rule and rule.window_days is not None]
        found[product.pk] = ReturnTerms(
            window_days=max(days) if days else policy.settings.window_days,
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
        plain = ReturnTerms(window_days=POLICY.get().settings.window_days)
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


def notice_of(terms: ReturnTerms) -> str:
    """Say in the reader's language what a buyer has to know before buying; empty: nothing."""
    words = []
    reason = exclusion_text(terms.exclusion)
    if reason and terms.exclusion in CONDITIONAL:
        words.append(
            _("The right of withdrawal can end early for this item: %(reason)s.") % {"reason": reason}
        )
    elif reason:
        words.append(_("No right of withdrawal for this item: %(reason)s.") % {"reason": reason})
    if terms.is_final_sale:
        words.append(_("Final sale: not covered by the shop's own return policy."))
    return " ".join(words)
