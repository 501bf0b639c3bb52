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
    """What is wrong on the page, as words by the name of the field; the panel that makes variants is "matrix"."""
    page, found = response.context["page"], {}
    for problem in page.problems:
        found.setdefault(problem.name, []).append(problem.words)
    if words := page.matrix.non_field_errors():
        found["matrix"] = list(words)
    return found


def row_names(response):
    return [row.row_name for row in response.context["page"].variants.forms]
