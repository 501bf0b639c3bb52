"""Who may open what: every address of the site, classified. An address that is missing fails the test.

A new route gets a row here. `pattern` is the address as it is mounted (the failing test prints it), `rule`
says for whom it is, `ask` is a real address to ask, written with what `tests.access.world` has made: an object
that belongs to the visitor whom `owner` names. What is below `/cms/` is classified by `config.roles.screens`.
"""

from dataclasses import dataclass, field
from enum import Enum, auto


class Rule(Enum):
    """For whom an address is."""

    #: Everybody; what it shows is for everybody, or hangs on the visitor's own session.
    PUBLIC = auto()
    #: Logging in, or being on the way: strangers see it or are led on, also to the log-in.
    ENTRANCE = auto()
    #: Whoever is logged in, about themselves only.
    ACCOUNT = auto()
    #: One account and no other: for others it is not there.
    OWN = auto()
    #: Everybody who has the signed link; `forged` is one that we did not make.
    LINK = auto()
    #: People of a partner account.
    PARTNER = auto()
    #: People of the one partner account that it belongs to.
    PARTNERS_OWN = auto()
    #: Nobody who asks here: it takes a signature, or the object is somebody else's.
    NOBODY = auto()


@dataclass(frozen=True, kw_only=True)
class Address:
    """One row. `answers` are the statuses that count as opened, beside 200 and a redirect onwards."""

    pattern: str
    rule: Rule
    ask: str
    owner: str = "shopper"
    forged: str = ""
    #: Only to be posted to; the owner's own post has to succeed.
    is_post_only: bool = False
    post: dict[str, str] = field(default_factory=dict)
    answers: frozenset[int] = frozenset()
    #: Something is in the visitor's basket when they ask.
    needs_basket: bool = False
    #: Who has this right may, whatever the rule says.
    right: str = ""
    #: Mounted by some settings only (development, reports of a mail provider).
    is_optional: bool = False


def _rows(rule: Rule, *patterns: str, **facts: object) -> list[Address]:
    """Make rows of addresses without arguments."""
    return [Address(pattern=pattern, rule=rule, ask=f"/{pattern}", **facts) for pattern in patterns]  # type: ignore[arg-type]


def _row(rule: Rule, pattern: str, ask: str, **facts: object) -> Address:
    return Address(pattern=pattern, rule=rule, ask=ask, **facts)  # type: ignore[arg-type]


def _link(start: str, argument: str, key: str, rest: str = "") -> Address:
    """Make the row of a link; `key` is the world's, and with one sign more it is forged."""
    ask, forged = (f"/{start}{{{key}}}{sign}/{rest}" for sign in ("", "x"))
    return _row(Rule.LINK, f"{start}<str:{argument}>/{rest}", ask, forged=forged)


PRODUCT = r"shop/catalogue/^(?P<product_slug>[\w-]*)_(?P<product_pk>\d+)/reviews/"
LIST = "shop/accounts/wishlists/<str:key>/"
OWN_LIST = "/shop/accounts/wishlists/{wishlist.key}/"
PAY = "shop/checkout/pay/<str:number>/"
ADDRESS = "shop/accounts/addresses/<int:pk>/"
ORDER = "shop/accounts/orders/<str:order_number>/"
STATUS = r"(?P<order_number>[\w-]*)/(?P<hash>[A-z0-9-_=:]+)/$"
NOT_THERE, POSTED = frozenset({404}), frozenset({405})

SITE = [
    *_rows(
        Rule.PUBLIC, "robots.txt", "sitemap.xml", "shop/", "shop/catalogue/", "shop/search/", "shop/offers/"
    ),
    *_rows(Rule.PUBLIC, "returns/", "withdrawal/"),
    *_rows(
        Rule.PUBLIC, "shop/search/suggest/", "shop/basket/", "consent/", "subscriptions/", "i18n/setlang/"
    ),
    *_rows(Rule.PUBLIC, "shop/basket/vouchers/add/", answers=POSTED),
    *_rows(Rule.PUBLIC, "shop/checkout/", "shop/checkout/address/", "shop/checkout/delivery/"),
    *_rows(Rule.PUBLIC, "shop/checkout/payment/", "shop/checkout/review/", "shop/checkout/thank-you/"),
    _row(Rule.PUBLIC, "sitemap-<slug:section>.xml", "/sitemap-products.xml", answers=NOT_THERE),
    _row(Rule.LINK, "calendar/<str:token>.ics", "{calendar}", forged="/calendar/forged.ics"),
    *_rows(Rule.PUBLIC, "gift-cards/", answers=frozenset({422})),
    _link("gift-cards/", "token", "gift_card_token", "print.pdf"),
    _row(Rule.PUBLIC, "r/<slug:code>/", "/r/{commission.account.code}/"),
    _row(Rule.PUBLIC, PRODUCT, "{product_url}reviews/"),
    _row(Rule.PUBLIC, f"{PRODUCT}<int:pk>/", "{product_url}reviews/{review.pk}/"),
    _row(Rule.ACCOUNT, f"{PRODUCT}add/", "{product_url}reviews/add/"),
    _row(Rule.NOBODY, f"{PRODUCT}add/", "{hidden_url}reviews/add/"),
    _row(Rule.NOBODY, PRODUCT, "{hidden_url}reviews/"),
    _row(Rule.PUBLIC, r"shop/catalogue/^(?P<product_slug>[\w-]*)_(?P<pk>\d+)/$", "{product_url}"),
    _row(
        Rule.NOBODY,
        r"shop/catalogue/^(?P<product_slug>[\w-]*)_(?P<pk>\d+)/$",
        "{hidden_url}",
        right="catalogue.view_product",
    ),
    _row(
        Rule.PUBLIC,
        r"shop/catalogue/^category/(?P<category_slug>[\w-]+(/[\w-]+)*)_(?P<pk>\d+)/$",
        "{category_url}",
    ),
    _row(Rule.PUBLIC, r"shop/catalogue/^ranges/(?P<slug>[\w-]+)/$", "/shop/catalogue/ranges/all/"),
    _row(Rule.PUBLIC, r"shop/offers/^(?P<slug>[\w-]+)/$", "/shop/offers/spring/"),
    _row(Rule.PUBLIC, r"^((?:[\w\-]+/)*)$", "/"),
    _row(Rule.ACCOUNT, r"^((?:[\w\-]+/)*)$", "{private_page_url}"),
    _row(Rule.ACCOUNT, r"^documents/(\d+)/(.*)$", "{private_document.url}"),
    # The shop's pictures, and those of a page by an address that is signed.
    *(
        _row(
            Rule.PUBLIC,
            f"media/renditions/<int:width>/<path:name>.{kind}",
            "/media/renditions/1/x." + kind,
            answers=NOT_THERE,
        )
        for kind in ("webp", "avif")
    ),
    _row(Rule.NOBODY, r"^images/([^/]*)/(\d+)/([^/]*)/[^/]*$", "/images/forged/1/width-100/x.jpg"),
    _row(Rule.NOBODY, "payments/stripe/webhook/", "/payments/stripe/webhook/"),
    # What a page or a folder of documents is locked with: a password of its own, no account's.
    _row(
        Rule.PUBLIC,
        "documents/authenticate_with_password/<int:restriction_id>/",
        "/documents/authenticate_with_password/{folder_lock.pk}/",
    ),
    _row(
        Rule.PUBLIC,
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        "/_util/authenticate_with_password/{page_lock.pk}/{page_lock.page_id}/",
    ),
]

# Into the basket goes what is on sale; a line is its own basket's.
BASKET = [
    _row(
        Rule.PUBLIC,
        "shop/basket/add/<int:pk>/",
        "/shop/basket/add/{product.pk}/",
        is_post_only=True,
        post={"quantity": "1"},
    ),
    _row(Rule.NOBODY, "shop/basket/add/<int:pk>/", "/shop/basket/add/{hidden.pk}/", post={"quantity": "1"}),
    _row(
        Rule.OWN,
        "shop/basket/lines/<int:pk>/",
        "/shop/basket/lines/{line.pk}/",
        is_post_only=True,
        post={"quantity": "2"},
    ),
    _row(
        Rule.OWN,
        "shop/basket/lines/<int:pk>/remove/",
        "/shop/basket/lines/{line.pk}/remove/",
        is_post_only=True,
    ),
    _row(
        Rule.PUBLIC,
        "shop/basket/vouchers/<int:pk>/remove/",
        "/shop/basket/vouchers/1/remove/",
        answers=POSTED,
    ),
]

# An order is its buyer's, and whoever has the signed link of its mail may look at it and pay it.
ORDERS = [
    _row(Rule.OWN, ORDER, "/shop/accounts/orders/{order.number}/"),
    _row(Rule.OWN, ORDER, "/shop/accounts/orders/{company_order.number}/", owner="company buyer"),
    _row(Rule.NOBODY, ORDER, "/shop/accounts/orders/{guest_order.number}/"),
    _row(
        Rule.OWN,
        f"{ORDER}<int:line_id>/",
        "/shop/accounts/orders/{order.number}/{order_line.pk}/",
        is_post_only=True,
        post={"action": "reorder"},
    ),
    _row(Rule.OWN, f"{ORDER}again/", "/shop/accounts/orders/{order.number}/again/"),
    _link("shop/checkout/order/", "token", "token"),
    _link("shop/checkout/pay/link/", "token", "token"),
    _row(
        Rule.LINK,
        "invoices/order/<str:token>/<str:number>.pdf",
        "/invoices/order/{invoice_token}/{invoice.number}.pdf",
        forged="/invoices/order/{token}/{invoice.number}.pdf",
    ),
    _row(
        Rule.LINK,
        "invoices/order/<str:token>/pro-forma.pdf",
        "/invoices/order/{token}/pro-forma.pdf",
        forged="/invoices/order/{token}x/pro-forma.pdf",
    ),
    *_rows(Rule.ACCOUNT, "invoices/"),
    _row(Rule.OWN, "invoices/<str:number>.pdf", "/invoices/{invoice.number}.pdf"),
    _link("order-changes/", "token", "token", "cancel/"),
    _link("order-changes/", "token", "token", "address/"),
    *_rows(Rule.PUBLIC, "returns/", "withdrawal/"),
    _link("returns/new/", "token", "return_form"),
    _link("returns/show/", "token", "returned"),
    _link("returns/show/", "token", "returned", "label/"),
    _link("withdrawal/order/", "token", "statement"),
    _link("withdrawal/receipt/", "token", "receipt"),
    _link("subscriptions/choices/", "token", "choices"),
    _link("subscriptions/unsubscribe/", "token", "ending"),
    _link("subscriptions/confirm/", "token", "question"),
    _link("approvals/", "token", "approval"),
    _link("restore/basket/", "token", "restored"),
    *(
        row
        for rest in ("", "return/")
        for row in (
            _row(Rule.OWN, f"{PAY}{rest}", "/shop/checkout/pay/{order.number}/" + rest),
            _row(
                Rule.OWN,
                f"{PAY}{rest}",
                "/shop/checkout/pay/{company_order.number}/" + rest,
                owner="company buyer",
            ),
            _row(Rule.NOBODY, f"{PAY}{rest}", "/shop/checkout/pay/{guest_order.number}/" + rest),
        )
    ),
    *(
        row
        for rest in ("prepare/", "method/")
        for row in (
            _row(Rule.OWN, f"{PAY}{rest}", "/shop/checkout/pay/{order.number}/" + rest, is_post_only=True),
            _row(Rule.NOBODY, f"{PAY}{rest}", "/shop/checkout/pay/{guest_order.number}/" + rest),
        )
    ),
    _row(
        Rule.LINK,
        f"shop/accounts/^order-status-form/{STATUS}",
        "/shop/accounts/order-status-form/{guest_order.number}/{guest_hash}/",
        forged="/shop/accounts/order-status-form/{guest_order.number}/forged/",
    ),
    # The link alone leads to the question for the address that it was ordered with.
    _row(
        Rule.LINK,
        f"shop/accounts/^order-status/{STATUS}",
        "/shop/accounts/order-status/{guest_order.number}/{guest_hash}/",
        forged="/shop/accounts/order-status/{guest_order.number}/forged/",
    ),
]

ACCOUNT = [
    *_rows(Rule.ACCOUNT, "shop/accounts/", "shop/accounts/profile/", "shop/accounts/profile/edit/"),
    *_rows(Rule.ACCOUNT, "shop/accounts/bought/"),
    *_rows(Rule.ACCOUNT, "shop/accounts/orders/", "shop/accounts/addresses/", "shop/accounts/addresses/add/"),
    *_rows(
        Rule.ACCOUNT, "shop/accounts/alerts/", "shop/accounts/wishlists/", "shop/accounts/wishlists/create/"
    ),
    *_rows(Rule.ACCOUNT, "shop/accounts/reviews/", "accounts/preferences/", "accounts/data/"),
    *_rows(Rule.ACCOUNT, "subscriptions/account/"),
    *_rows(Rule.ACCOUNT, "accounts/data/download/", answers=frozenset({429})),
    *_rows(Rule.ACCOUNT, "accounts/data/deletion/"),
    *_rows(Rule.ACCOUNT, "accounts/data/keep/", is_post_only=True),
    *_rows(Rule.ACCOUNT, "accounts/password/set/", "accounts/password/change/", "accounts/email/"),
    *_rows(Rule.ACCOUNT, "accounts/sessions/", "accounts/reauthenticate/", "accounts/2fa/"),
    *_rows(
        Rule.ACCOUNT, "accounts/2fa/totp/activate/", "accounts/2fa/webauthn/", "accounts/2fa/webauthn/add/"
    ),
    *_rows(Rule.ACCOUNT, "accounts/2fa/reauthenticate/", "accounts/2fa/webauthn/reauthenticate/"),
    *_rows(Rule.ACCOUNT, "accounts/2fa/totp/deactivate/", "accounts/2fa/recovery-codes/", answers=NOT_THERE),
    *_rows(Rule.ACCOUNT, "accounts/2fa/recovery-codes/generate/", answers=NOT_THERE),
    *_rows(Rule.ACCOUNT, "accounts/2fa/recovery-codes/download/", answers=NOT_THERE),
    *_rows(Rule.ACCOUNT, "accounts/store-credit/"),
    # Cards are at Stripe, and without its key there are no pages of them (tests/shop/payments/test_views.py).
    *_rows(Rule.NOBODY, "accounts/cards/", "accounts/cards/add/"),
    _row(Rule.NOBODY, "accounts/cards/<str:reference>/delete/", "/accounts/cards/pm_1/delete/"),
    _row(
        Rule.NOBODY,
        "accounts/2fa/webauthn/keys/<int:pk>/remove/",
        "/accounts/2fa/webauthn/keys/{passkey.pk}/remove/",
    ),
    _row(
        Rule.NOBODY,
        "accounts/2fa/webauthn/keys/<int:pk>/edit/",
        "/accounts/2fa/webauthn/keys/{passkey.pk}/edit/",
    ),
    _row(Rule.OWN, ADDRESS, "/shop/accounts/addresses/{address.pk}/"),
    _row(Rule.OWN, f"{ADDRESS}delete/", "/shop/accounts/addresses/{address.pk}/delete/"),
    _row(
        Rule.OWN,
        r"shop/accounts/^addresses/(?P<pk>\d+)/(?P<action>default_for_(billing|shipping))/$",
        "/shop/accounts/addresses/{address.pk}/default_for_shipping/",
        is_post_only=True,
    ),
    _row(
        Rule.OWN, "shop/checkout/address/<int:pk>/", "/shop/checkout/address/{address.pk}/", needs_basket=True
    ),
    _row(
        Rule.OWN,
        "shop/checkout/address/<int:pk>/delete/",
        "/shop/checkout/address/{address.pk}/delete/",
        needs_basket=True,
    ),
    _row(Rule.OWN, "shop/accounts/reviews/<int:pk>/delete/", "/shop/accounts/reviews/{review.pk}/delete/"),
    _row(
        Rule.OWN,
        "shop/accounts/alerts/cancel/<int:pk>/",
        "/shop/accounts/alerts/cancel/{alert.pk}/",
        is_post_only=True,
    ),
    _row(Rule.PUBLIC, "shop/accounts/alerts/create/<int:pk>/", "/shop/accounts/alerts/create/{product.pk}/"),
    _row(
        Rule.NOBODY,
        "shop/accounts/alerts/create/<int:pk>/",
        "/shop/accounts/alerts/create/{hidden.pk}/",
        post={"email": "a@b.example"},
    ),
    *(
        _row(
            Rule.LINK,
            f"shop/accounts/alerts/{rest}/<str:key>/",
            f"/shop/accounts/alerts/{rest}/{{guest_alert.key}}/",
            forged=f"/shop/accounts/alerts/{rest}/forged/",
        )
        for rest in ("confirm", "cancel/key")
    ),
]

LISTS = [
    _row(Rule.OWN, LIST, OWN_LIST),
    _row(Rule.PUBLIC, LIST, "/shop/accounts/wishlists/{shared_list.key}/"),
    *(
        row
        for rest in ("update/", "delete/")
        for row in (
            _row(Rule.OWN, f"{LIST}{rest}", OWN_LIST + rest),
            _row(Rule.OWN, f"{LIST}{rest}", "/shop/accounts/wishlists/{shared_list.key}/" + rest),
        )
    ),
    _row(
        Rule.OWN,
        f"{LIST}lines/<int:line_pk>/delete/",
        OWN_LIST + "lines/{wished.pk}/delete/",
        is_post_only=True,
    ),
    _row(
        Rule.OWN,
        f"{LIST}products/<int:product_pk>/delete/",
        OWN_LIST + "products/{product.pk}/delete/",
        is_post_only=True,
    ),
    _row(
        Rule.OWN,
        f"{LIST}lines/<int:line_pk>/move-to/<str:to_key>/",
        OWN_LIST + "lines/{wished.pk}/move-to/{shared_list.key}/",
        is_post_only=True,
    ),
    # Off somebody's list onto one's own: neither the list nor the other is both of one visitor.
    _row(
        Rule.NOBODY,
        f"{LIST}lines/<int:line_pk>/move-to/<str:to_key>/",
        OWN_LIST + "lines/{wished.pk}/move-to/{their_list.key}/",
    ),
    # Asking shows the product and the visitor's own lists; keeping it on a list is for the list's owner.
    _row(
        Rule.ACCOUNT,
        "shop/accounts/wishlists/add/<int:product_pk>/",
        "/shop/accounts/wishlists/add/{product.pk}/",
    ),
    _row(
        Rule.NOBODY,
        "shop/accounts/wishlists/add/<int:product_pk>/",
        "/shop/accounts/wishlists/add/{hidden.pk}/",
    ),
    _row(Rule.OWN, f"{LIST}add/<int:product_pk>/", OWN_LIST + "add/{other_product.pk}/", is_post_only=True),
    _row(
        Rule.ACCOUNT,
        "shop/accounts/wishlists/create/with-product/<int:product_pk>/",
        "/shop/accounts/wishlists/create/with-product/{product.pk}/",
    ),
]

PORTAL = [
    _row(Rule.PARTNER, "partners/", "/partners/"),
    _row(Rule.ACCOUNT, "partners/apply/", "/partners/apply/"),
    _row(
        Rule.PARTNERS_OWN,
        "partners/commissions/<uuid:reference>/",
        "/partners/commissions/{commission.reference}/",
        owner="partner",
    ),
]

DOORS = [
    *_rows(Rule.ENTRANCE, "accounts/login/", "accounts/logout/", "accounts/signup/", "accounts/inactive/"),
    *_rows(
        Rule.ENTRANCE, "accounts/confirm-email/", "accounts/password/reset/", "accounts/password/reset/done/"
    ),
    *_rows(
        Rule.ENTRANCE, "accounts/password/reset/key/done/", "accounts/login/code/confirm/", "_util/login/"
    ),
    *_rows(Rule.ENTRANCE, "accounts/2fa/authenticate/", "accounts/2fa/webauthn/login/"),
    *_rows(Rule.ENTRANCE, "shop/accounts/login/", "shop/accounts/logout/", "shop/accounts/register/"),
    *_rows(
        Rule.ENTRANCE, "shop/accounts/change-password/", "cms/login/", "cms/password_reset/", "cms/logout/"
    ),
    _row(Rule.ENTRANCE, r"accounts/^confirm-email/(?P<key>[-:\w]+)/$", "/accounts/confirm-email/forged/"),
    _row(
        Rule.ENTRANCE,
        r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        "/accounts/password/reset/key/1-forged/",
    ),
    *_rows(Rule.PUBLIC, "accounts/data/ask/", "accounts/data/ask/sent/"),
    _link("accounts/way-back/", "token", "way_back"),
    _link("accounts/invitation/", "token", "invitation"),
    _link("accounts/data/request/", "key", "asked.key"),
    _link("accounts/data/request/", "key", "asked.key", "download/"),
    _link("accounts/data/request/", "key", "erased.key", "certificate/"),
]

# Mounted by some settings only: asked nowhere here, and named so that the table is whole.
OPTIONAL = [
    *_rows(Rule.PUBLIC, "styleguide/", "outbox/", "403/", "404/", "429/", "500/", "503/", is_optional=True),
]

TABLE = [*SITE, *BASKET, *ORDERS, *ACCOUNT, *LISTS, *PORTAL, *DOORS, *OPTIONAL]
