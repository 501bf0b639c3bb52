"""Who may open what: every address of the site, classified. An address that is missing fails the test.

A new route gets a row here. `pattern` is the address as it is mounted (the failing test prints it), `rule`
says for whom it is, `ask` is a real address to ask, written with what `tests.access.world` has made: an object
that belongs to the visitor whom `owner` names. What is below `/cms/` is classified by `config.roles.screens`.
"""

from tests.access.buying import BUYING
from tests.access.company_table import COMPANY, COMPANY_REGISTRATION
from tests.access.invoices_table import INVOICES
from tests.access.partner_programme_table import PROGRAMME
from tests.access.portal_table import PORTAL
from tests.access.purchase_table import APPROVALS
from tests.access.rules import Rule, link, row, rows
from tests.access.warranty_table import WARRANTIES

PRODUCT = r"shop/catalogue/^(?P<product_slug>[\w-]*)_(?P<product_pk>\d+)/reviews/"
LIST = "shop/accounts/wishlists/<str:key>/"
OWN_LIST = "/shop/accounts/wishlists/{wishlist.key}/"
PAY = "shop/checkout/pay/<str:number>/"
ADDRESS = "shop/accounts/addresses/<int:pk>/"
ORDER = "shop/accounts/orders/<str:order_number>/"
STATUS = r"(?P<order_number>[\w-]*)/(?P<hash>[A-z0-9-_=:]+)/$"
NOT_THERE, POSTED = frozenset({404}), frozenset({405})

SITE = [
    *rows(
        Rule.PUBLIC, "robots.txt", "sitemap.xml", "shop/", "shop/catalogue/", "shop/search/", "shop/offers/"
    ),
    *rows(Rule.PUBLIC, "returns/", "withdrawal/"),
    *rows(Rule.PUBLIC, "shop/search/suggest/", "shop/basket/", "consent/", "subscriptions/", "i18n/setlang/"),
    *rows(Rule.PUBLIC, "shop/basket/vouchers/add/", answers=POSTED),
    *rows(Rule.PUBLIC, "recommendations/not-interested/", answers=POSTED),
    *rows(Rule.PUBLIC, "shop/checkout/", "shop/checkout/address/", "shop/checkout/delivery/"),
    *rows(Rule.PUBLIC, "shop/checkout/payment/", "shop/checkout/review/", "shop/checkout/thank-you/"),
    row(Rule.PUBLIC, "sitemap-<slug:section>.xml", "/sitemap-products.xml", answers=NOT_THERE),
    row(Rule.PUBLIC, "feeds/<slug:language>-<str:country>.xml", "/feeds/en-PT.xml", answers=NOT_THERE),
    row(Rule.LINK, "calendar/<str:token>.ics", "{calendar}", forged="/calendar/forged.ics"),
    *rows(Rule.PUBLIC, "gift-cards/", answers=frozenset({422})),
    link("gift-cards/", "token", "gift_card_token", "print.pdf"),
    row(Rule.PUBLIC, "r/<slug:code>/", "/r/{commission.account.code}/"),
    row(Rule.PUBLIC, PRODUCT, "{product_url}reviews/"),
    row(Rule.PUBLIC, f"{PRODUCT}<int:pk>/", "{product_url}reviews/{review.pk}/"),
    row(Rule.ACCOUNT, f"{PRODUCT}add/", "{product_url}reviews/add/"),
    row(Rule.NOBODY, f"{PRODUCT}add/", "{hidden_url}reviews/add/"),
    row(Rule.NOBODY, PRODUCT, "{hidden_url}reviews/"),
    row(Rule.PUBLIC, r"shop/catalogue/^(?P<product_slug>[\w-]*)_(?P<pk>\d+)/$", "{product_url}"),
    row(
        Rule.NOBODY,
        r"shop/catalogue/^(?P<product_slug>[\w-]*)_(?P<pk>\d+)/$",
        "{hidden_url}",
        right="catalogue.view_product",
    ),
    row(
        Rule.PUBLIC,
        r"shop/catalogue/^category/(?P<category_slug>[\w-]+(/[\w-]+)*)_(?P<pk>\d+)/$",
        "{category_url}",
    ),
    row(Rule.PUBLIC, r"shop/catalogue/^ranges/(?P<slug>[\w-]+)/$", "/shop/catalogue/ranges/all/"),
    row(Rule.PUBLIC, r"shop/offers/^(?P<slug>[\w-]+)/$", "/shop/offers/spring/"),
    row(Rule.PUBLIC, r"^((?:[\w\-]+/)*)$", "/"),
    row(Rule.ACCOUNT, r"^((?:[\w\-]+/)*)$", "{private_page_url}"),
    row(Rule.ACCOUNT, r"^documents/(\d+)/(.*)$", "{private_document.url}"),
    # The shop's pictures, and those of a page by an address that is signed.
    *(
        row(
            Rule.PUBLIC,
            f"media/renditions/<int:width>/<path:name>.{kind}",
            "/media/renditions/1/x." + kind,
            answers=NOT_THERE,
        )
        for kind in ("webp", "avif")
    ),
    row(Rule.NOBODY, r"^images/([^/]*)/(\d+)/([^/]*)/[^/]*$", "/images/forged/1/width-100/x.jpg"),
    row(Rule.NOBODY, "payments/stripe/webhook/", "/payments/stripe/webhook/"),
    # What a page or a folder of documents is locked with: a password of its own, no account's.
    row(
        Rule.PUBLIC,
        "documents/authenticate_with_password/<int:restriction_id>/",
        "/documents/authenticate_with_password/{folder_lock.pk}/",
    ),
    row(
        Rule.PUBLIC,
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        "/_util/authenticate_with_password/{page_lock.pk}/{page_lock.page_id}/",
    ),
]

# Into the basket goes what is on sale; a line is its own basket's.
BASKET = [
    row(
        Rule.PUBLIC,
        "shop/basket/add/<int:pk>/",
        "/shop/basket/add/{product.pk}/",
        is_post_only=True,
        post={"quantity": "1"},
    ),
    row(Rule.NOBODY, "shop/basket/add/<int:pk>/", "/shop/basket/add/{hidden.pk}/", post={"quantity": "1"}),
    row(
        Rule.OWN,
        "shop/basket/lines/<int:pk>/",
        "/shop/basket/lines/{line.pk}/",
        is_post_only=True,
        post={"quantity": "2"},
    ),
    row(
        Rule.OWN,
        "shop/basket/lines/<int:pk>/remove/",
        "/shop/basket/lines/{line.pk}/remove/",
        is_post_only=True,
    ),
    row(
        Rule.PUBLIC,
        "shop/basket/vouchers/<int:pk>/remove/",
        "/shop/basket/vouchers/1/remove/",
        answers=POSTED,
    ),
]

# An order is its buyer's, and whoever has the signed link of its mail may look at it and pay it.
ORDERS = [
    row(Rule.OWN, ORDER, "/shop/accounts/orders/{order.number}/"),
    row(Rule.OWN, ORDER, "/shop/accounts/orders/{company_order.number}/", owner="company buyer"),
    row(Rule.NOBODY, ORDER, "/shop/accounts/orders/{guest_order.number}/"),
    row(
        Rule.OWN,
        f"{ORDER}<int:line_id>/",
        "/shop/accounts/orders/{order.number}/{order_line.pk}/",
        is_post_only=True,
        post={"action": "reorder"},
    ),
    row(Rule.OWN, f"{ORDER}again/", "/shop/accounts/orders/{order.number}/again/"),
    link("shop/checkout/order/", "token", "token"),
    link("shop/checkout/pay/link/", "token", "token"),
    row(
        Rule.LINK,
        "invoices/order/<str:token>/<str:number>.pdf",
        "/invoices/order/{invoice_token}/{invoice.number}.pdf",
        forged="/invoices/order/{token}/{invoice.number}.pdf",
    ),
    row(
        Rule.LINK,
        "invoices/order/<str:token>/pro-forma.pdf",
        "/invoices/order/{token}/pro-forma.pdf",
        forged="/invoices/order/{token}x/pro-forma.pdf",
    ),
    *rows(Rule.ACCOUNT, "invoices/"),
    row(Rule.OWN, "invoices/<str:number>.pdf", "/invoices/{invoice.number}.pdf"),
    link("order-changes/", "token", "token", "cancel/"),
    link("order-changes/", "token", "token", "address/"),
    *rows(Rule.PUBLIC, "quotes/new/"),
    link("quotes/", "token", "quote"),
    row(
        Rule.LINK,
        "quotes/<str:token>/pdf/<int:number>/",
        "/quotes/{quote}/pdf/2/",
        forged="/quotes/{quote}x/pdf/2/",
    ),
    row(
        Rule.LINK,
        "quotes/<str:token>/files/<int:pk>/",
        "/quotes/{quote}/files/{quote_file.pk}/",
        forged="/quotes/{quote}/files/{company_quote_file.pk}/",
    ),
    *rows(Rule.COMPANY, "company/quotes/"),
    row(
        Rule.COMPANYS_OWN,
        "company/quotes/<str:number>/",
        "/company/quotes/{company_quote.number}/",
        owner="company buyer",
    ),
    row(
        Rule.COMPANYS_OWN,
        "company/quotes/<str:number>/pdf/<int:version>/",
        "/company/quotes/{company_quote.number}/pdf/2/",
        owner="company buyer",
    ),
    row(
        Rule.COMPANYS_OWN,
        "company/quotes/<str:number>/files/<int:pk>/",
        "/company/quotes/{company_quote.number}/files/{company_quote_file.pk}/",
        owner="company buyer",
    ),
    *rows(Rule.PUBLIC, "returns/", "withdrawal/"),
    link("returns/new/", "token", "return_form"),
    link("returns/show/", "token", "returned"),
    link("returns/show/", "token", "returned", "label/"),
    link("withdrawal/order/", "token", "statement"),
    link("withdrawal/receipt/", "token", "receipt"),
    link("subscriptions/choices/", "token", "choices"),
    link("subscriptions/unsubscribe/", "token", "ending"),
    link("subscriptions/confirm/", "token", "question"),
    link("approvals/", "token", "approval"),
    link("restore/basket/", "token", "restored"),
    *(
        address
        for rest in ("", "return/")
        for address in (
            row(Rule.OWN, f"{PAY}{rest}", "/shop/checkout/pay/{order.number}/" + rest),
            row(
                Rule.OWN,
                f"{PAY}{rest}",
                "/shop/checkout/pay/{company_order.number}/" + rest,
                owner="company buyer",
            ),
            row(Rule.NOBODY, f"{PAY}{rest}", "/shop/checkout/pay/{guest_order.number}/" + rest),
        )
    ),
    *(
        address
        for rest in ("prepare/", "method/")
        for address in (
            row(Rule.OWN, f"{PAY}{rest}", "/shop/checkout/pay/{order.number}/" + rest, is_post_only=True),
            row(Rule.NOBODY, f"{PAY}{rest}", "/shop/checkout/pay/{guest_order.number}/" + rest),
        )
    ),
    row(
        Rule.LINK,
        f"shop/accounts/^order-status-form/{STATUS}",
        "/shop/accounts/order-status-form/{guest_order.number}/{guest_hash}/",
        forged="/shop/accounts/order-status-form/{guest_order.number}/forged/",
    ),
    # The link alone leads to the question for the address that it was ordered with.
    row(
        Rule.LINK,
        f"shop/accounts/^order-status/{STATUS}",
        "/shop/accounts/order-status/{guest_order.number}/{guest_hash}/",
        forged="/shop/accounts/order-status/{guest_order.number}/forged/",
    ),
]

ACCOUNT = [
    *rows(Rule.ACCOUNT, "shop/accounts/", "shop/accounts/profile/", "shop/accounts/profile/edit/"),
    *rows(Rule.ACCOUNT, "shop/accounts/bought/"),
    *rows(Rule.ACCOUNT, "shop/accounts/orders/", "shop/accounts/addresses/", "shop/accounts/addresses/add/"),
    *rows(
        Rule.ACCOUNT, "shop/accounts/alerts/", "shop/accounts/wishlists/", "shop/accounts/wishlists/create/"
    ),
    *rows(Rule.ACCOUNT, "shop/accounts/reviews/", "accounts/preferences/", "accounts/data/"),
    *rows(Rule.ACCOUNT, "subscriptions/account/"),
    *rows(Rule.ACCOUNT, "accounts/data/download/", answers=frozenset({429})),
    *rows(Rule.ACCOUNT, "accounts/data/deletion/"),
    *rows(Rule.ACCOUNT, "accounts/data/keep/", is_post_only=True),
    *rows(Rule.ACCOUNT, "accounts/password/set/", "accounts/password/change/", "accounts/email/"),
    *rows(Rule.ACCOUNT, "accounts/sessions/", "accounts/reauthenticate/", "accounts/2fa/"),
    *rows(
        Rule.ACCOUNT, "accounts/2fa/totp/activate/", "accounts/2fa/webauthn/", "accounts/2fa/webauthn/add/"
    ),
    *rows(Rule.ACCOUNT, "accounts/2fa/reauthenticate/", "accounts/2fa/webauthn/reauthenticate/"),
    *rows(Rule.ACCOUNT, "accounts/2fa/totp/deactivate/", "accounts/2fa/recovery-codes/", answers=NOT_THERE),
    *rows(Rule.ACCOUNT, "accounts/2fa/recovery-codes/generate/", answers=NOT_THERE),
    *rows(Rule.ACCOUNT, "accounts/2fa/recovery-codes/download/", answers=NOT_THERE),
    *rows(Rule.ACCOUNT, "accounts/store-credit/"),
    # Cards are at Stripe, and without its key there are no pages of them (tests/shop/payments/test_views.py).
    *rows(Rule.NOBODY, "accounts/cards/", "accounts/cards/add/"),
    row(Rule.NOBODY, "accounts/cards/<str:reference>/delete/", "/accounts/cards/pm_1/delete/"),
    row(
        Rule.NOBODY,
        "accounts/2fa/webauthn/keys/<int:pk>/remove/",
        "/accounts/2fa/webauthn/keys/{passkey.pk}/remove/",
    ),
    row(
        Rule.NOBODY,
        "accounts/2fa/webauthn/keys/<int:pk>/edit/",
        "/accounts/2fa/webauthn/keys/{passkey.pk}/edit/",
    ),
    row(Rule.OWN, ADDRESS, "/shop/accounts/addresses/{address.pk}/"),
    row(Rule.OWN, f"{ADDRESS}delete/", "/shop/accounts/addresses/{address.pk}/delete/"),
    row(
        Rule.OWN,
        r"shop/accounts/^addresses/(?P<pk>\d+)/(?P<action>default_for_(billing|shipping))/$",
        "/shop/accounts/addresses/{address.pk}/default_for_shipping/",
        is_post_only=True,
    ),
    row(
        Rule.OWN, "shop/checkout/address/<int:pk>/", "/shop/checkout/address/{address.pk}/", needs_basket=True
    ),
    row(
        Rule.OWN,
        "shop/checkout/address/<int:pk>/delete/",
        "/shop/checkout/address/{address.pk}/delete/",
        needs_basket=True,
    ),
    row(Rule.OWN, "shop/accounts/reviews/<int:pk>/delete/", "/shop/accounts/reviews/{review.pk}/delete/"),
    row(
        Rule.OWN,
        "shop/accounts/alerts/cancel/<int:pk>/",
        "/shop/accounts/alerts/cancel/{alert.pk}/",
        is_post_only=True,
    ),
    row(Rule.PUBLIC, "shop/accounts/alerts/create/<int:pk>/", "/shop/accounts/alerts/create/{product.pk}/"),
    row(
        Rule.NOBODY,
        "shop/accounts/alerts/create/<int:pk>/",
        "/shop/accounts/alerts/create/{hidden.pk}/",
        post={"email": "a@b.example"},
    ),
    *(
        row(
            Rule.LINK,
            f"shop/accounts/alerts/{rest}/<str:key>/",
            f"/shop/accounts/alerts/{rest}/{{guest_alert.key}}/",
            forged=f"/shop/accounts/alerts/{rest}/forged/",
        )
        for rest in ("confirm", "cancel/key")
    ),
]

LISTS = [
    row(Rule.OWN, LIST, OWN_LIST),
    row(Rule.PUBLIC, LIST, "/shop/accounts/wishlists/{shared_list.key}/"),
    *(
        address
        for rest in ("update/", "delete/")
        for address in (
            row(Rule.OWN, f"{LIST}{rest}", OWN_LIST + rest),
            row(Rule.OWN, f"{LIST}{rest}", "/shop/accounts/wishlists/{shared_list.key}/" + rest),
        )
    ),
    row(
        Rule.OWN,
        f"{LIST}lines/<int:line_pk>/delete/",
        OWN_LIST + "lines/{wished.pk}/delete/",
        is_post_only=True,
    ),
    row(
        Rule.OWN,
        f"{LIST}products/<int:product_pk>/delete/",
        OWN_LIST + "products/{product.pk}/delete/",
        is_post_only=True,
    ),
    row(
        Rule.OWN,
        f"{LIST}lines/<int:line_pk>/move-to/<str:to_key>/",
        OWN_LIST + "lines/{wished.pk}/move-to/{shared_list.key}/",
        is_post_only=True,
    ),
    # Off somebody's list onto one's own: neither the list nor the other is both of one visitor.
    row(
        Rule.NOBODY,
        f"{LIST}lines/<int:line_pk>/move-to/<str:to_key>/",
        OWN_LIST + "lines/{wished.pk}/move-to/{their_list.key}/",
    ),
    # Asking shows the product and the visitor's own lists; keeping it on a list is for the list's owner.
    row(
        Rule.ACCOUNT,
        "shop/accounts/wishlists/add/<int:product_pk>/",
        "/shop/accounts/wishlists/add/{product.pk}/",
    ),
    row(
        Rule.NOBODY,
        "shop/accounts/wishlists/add/<int:product_pk>/",
        "/shop/accounts/wishlists/add/{hidden.pk}/",
    ),
    row(Rule.OWN, f"{LIST}add/<int:product_pk>/", OWN_LIST + "add/{other_product.pk}/", is_post_only=True),
    row(
        Rule.ACCOUNT,
        "shop/accounts/wishlists/create/with-product/<int:product_pk>/",
        "/shop/accounts/wishlists/create/with-product/{product.pk}/",
    ),
]

DOORS = [
    *rows(Rule.ENTRANCE, "accounts/login/", "accounts/logout/", "accounts/signup/", "accounts/inactive/"),
    *rows(
        Rule.ENTRANCE, "accounts/confirm-email/", "accounts/password/reset/", "accounts/password/reset/done/"
    ),
    *rows(Rule.ENTRANCE, "accounts/password/reset/key/done/", "accounts/login/code/confirm/", "_util/login/"),
    *rows(Rule.ENTRANCE, "accounts/2fa/authenticate/", "accounts/2fa/webauthn/login/"),
    *rows(Rule.ENTRANCE, "shop/accounts/login/", "shop/accounts/logout/", "shop/accounts/register/"),
    *rows(
        Rule.ENTRANCE, "shop/accounts/change-password/", "cms/login/", "cms/password_reset/", "cms/logout/"
    ),
    row(Rule.ENTRANCE, r"accounts/^confirm-email/(?P<key>[-:\w]+)/$", "/accounts/confirm-email/forged/"),
    row(
        Rule.ENTRANCE,
        r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        "/accounts/password/reset/key/1-forged/",
    ),
    *rows(Rule.PUBLIC, "accounts/data/ask/", "accounts/data/ask/sent/"),
    link("accounts/way-back/", "token", "way_back"),
    link("accounts/invitation/", "token", "invitation"),
    link("accounts/data/request/", "key", "asked.key"),
    link("accounts/data/request/", "key", "asked.key", "download/"),
    link("accounts/data/request/", "key", "erased.key", "certificate/"),
]

# Mounted by some settings only: asked nowhere here, and named so that the table is whole.
OPTIONAL = [
    *rows(Rule.PUBLIC, "styleguide/", "outbox/", "403/", "404/", "429/", "500/", "503/", is_optional=True),
]

SHOP = [*SITE, *BASKET, *BUYING, *ORDERS, *ACCOUNT, *LISTS]
COMPANIES = [*COMPANY, *COMPANY_REGISTRATION, *APPROVALS]
TABLE = [*SHOP, *INVOICES, *COMPANIES, *PROGRAMME, *PORTAL, *WARRANTIES, *DOORS, *OPTIONAL]
