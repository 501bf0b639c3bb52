"""Oscar's filter `currency`, which takes the shop's currency where a template names none."""

from oscar.templatetags.currency_filters import currency as oscars, register

from shop.configuration.queries import shop_currency


@register.filter(name="currency")
def currency(value: object, code: str | None = None) -> str:
    """Write an amount; nothing for what is no number, as Oscar does."""
    return str(oscars(value, code or shop_currency()))
