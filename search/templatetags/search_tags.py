"""What listings show beside a hit."""

from collections.abc import Mapping

from django import template

from search.hit_explanations import HitExplanation

register = template.Library()


@register.inclusion_tag("components/hit_explanation.html")
def hit_explanation(explanations: Mapping[int, HitExplanation], product_id: int) -> dict[str, object]:
    """Show why a product was found; nothing where that is not told."""
    return {"explanation": explanations.get(product_id)}
