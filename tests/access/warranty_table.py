"""The rows of warranties: a serial number is anybody's question, an order's warranties are its buyer's."""

from tests.access.rules import Rule, link, row, rows

WARRANTIES = [
    *rows(Rule.PUBLIC, "warranty/"),
    *rows(Rule.ACCOUNT, "warranty/own/"),
    link("warranty/order/", "token", "warranty_order"),
    link("warranty/repair/", "token", "repair"),
    row(
        Rule.LINK,
        "warranty/order/<str:token>/<int:pk>/repair/",
        "/warranty/order/{warranty_order}/{warranty_unit.pk}/repair/",
        forged="/warranty/order/{warranty_order}x/{warranty_unit.pk}/repair/",
    ),
]
