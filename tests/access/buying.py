"""Addresses of quick order, shopping lists and the order to several addresses."""

from tests.access.rules import Rule, row, rows

LIST = "lists/<int:pk>/"
MINE = "/lists/{shopping_list.pk}/"
POSTED = frozenset({405})

BUYING = [
    *rows(Rule.PUBLIC, "quick-order/", "quick-order/suggest/", "shop/checkout/split/"),
    row(Rule.NOBODY, "quick-order/matrix/<int:pk>/", "/quick-order/matrix/{hidden.pk}/"),
    *rows(Rule.ACCOUNT, "lists/", "lists/save/basket/", "lists/save/quick-order/"),
    row(Rule.ACCOUNT, "lists/save/product/<int:pk>/", "/lists/save/product/{product.pk}/"),
    row(Rule.NOBODY, "lists/save/product/<int:pk>/", "/lists/save/product/{hidden.pk}/"),
    row(Rule.OWN, "lists/save/order/<str:order_number>/", "/lists/save/order/{order.number}/"),
    *(
        row(Rule.OWN, f"{LIST}{rest}", MINE + rest)
        for rest in ("", "settings/", "delete/", "print/", "list.csv")
    ),
    *(
        row(Rule.OWN, f"{LIST}{rest}", MINE + rest, is_post_only=True)
        for rest in ("order/", "duplicate/", "skip/")
    ),
]
