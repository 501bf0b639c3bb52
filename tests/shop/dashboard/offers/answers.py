"""What a browser sends for a new offer: ten per cent off everything, unless told otherwise."""

from shop.offer.models import ConditionalOffer

ADD = "/cms/offers/new/"
TERMS = {
    "benefit": "percentage",
    "benefit_value": "10",
    "goods": "all",
    "condition": "any",
    "condition_goods": "same",
}


def answers(**changed):
    """Return the fields of a whole offer."""
    return {
        "name_en": "Ten off",
        "offer_type": ConditionalOffer.SITE,
        "is_on": "on",
        "exclusive": "on",
        "priority": "0",
        **TERMS,
        **changed,
    }


def errors_of(response):
    """Return what is wrong by the fields that were refused."""
    return {name: list(texts) for name, texts in response.context["form"].errors.items()}
