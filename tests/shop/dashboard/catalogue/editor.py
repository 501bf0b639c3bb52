"""The product editor as a browser asks and fills it."""

from tests.shop.dashboard.catalogue.filling import form_of

NEW = "/cms/shop/catalogue/products/create/ceramics/"


EDITING = (
    "catalogue.view_product",
    "catalogue.add_product",
    "catalogue.change_product",
    "partner.change_stockrecord",
)


def address(product):
    return f"/cms/shop/catalogue/products/{product.pk}/"


def fill(client, url, **changes):
    """Open a form, type something into it and send it."""
    data = form_of(client.get(url))
    return client.post(url, {**data, "save": "1", **changes})


def errors(response):
    return dict(response.context["errors"])
