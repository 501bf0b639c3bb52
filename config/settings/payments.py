"""How orders are paid. docs/payments.md tells how to go live."""

from config.settings import environment

# How an order can be paid, in the order shown: classes of `shop.payments`. Cards are offered only
# where there is a key to Stripe, payment on account only to companies.
KILN_PAYMENT_METHODS = [
    "shop.payments.card.CardPayment",
    "shop.payments.bank_transfer.BankTransfer",
    "shop.trade_credit.on_account.OnAccount",
]

# After so many hours an order for which no money came is called off and its pieces are free again,
# by the method it is to be paid with; None: never.
KILN_PAYMENT_EXPIRY_HOURS = {"card": 2, "bank-transfer": 14 * 24, "on-account": None}

# Staff may take off so much of an order's goods by hand, in percent; more needs a right of its own.
KILN_ORDER_DISCOUNT_LIMIT = 20

# Days within which a company pays that buys on account.
KILN_ACCOUNT_TERMS_DAYS = 30
# Whether companies need a credit account, with a limit or without one, to buy on account.
KILN_ACCOUNT_NEEDS_LIMIT = False

# An empty key: no card payment. "manual": cards are charged when the parcel goes out.
KILN_STRIPE_SECRET_KEY = environment.STRIPE_SECRET_KEY
KILN_STRIPE_PUBLISHABLE_KEY = environment.STRIPE_PUBLISHABLE_KEY
KILN_STRIPE_WEBHOOK_SECRET = environment.STRIPE_WEBHOOK_SECRET
KILN_STRIPE_CAPTURE = environment.STRIPE_CAPTURE
# Asks Stripe for holds that can be collected in several parts; the account needs that feature (IC+ pricing).
# False: what a first part leaves is released.
KILN_STRIPE_MULTICAPTURE = False
KILN_STRIPE_TIMEOUT = 20
# Another server in place of Stripe's (a proxy, a stand-in); the API's default is the library's.
KILN_STRIPE_API_BASE = environment.STRIPE_API_BASE
KILN_STRIPE_JS_URL = environment.STRIPE_JS_URL or "https://js.stripe.com/v3/"

# A basket with an e-mail address that nobody touched for so many hours counts as left behind.
KILN_BASKET_ABANDONED_HOURS = 4
# An order so many days after a reminder counts as its success.
KILN_BASKET_RECOVERY_DAYS = 7
# One reminder of baskets in so many days, and none within so many hours of any other mail for a purpose.
KILN_BASKET_REMINDER_DAYS = 7
KILN_MARKETING_QUIET_HOURS = 24
# So long the link of a reminder puts the goods into a basket.
KILN_BASKET_LINK_DAYS = 14
# An order that staff began to write for a customer is thrown away after so many days without a change.
KILN_ORDER_DRAFT_DAYS = 60
# An order that waits for an approval of its company expires after so many days; the link of a mail, by which
# an approver answers, is good for so many; who has not answered is reminded after so many hours.
KILN_PURCHASE_REQUEST_DAYS = 14
KILN_PURCHASE_LINK_DAYS = 7
KILN_PURCHASE_REMINDER_HOURS = 24
# The address a guest gave for a basket is forgotten after so many days, or when it is ordered.
KILN_BASKET_CONTACT_DAYS = 30

# The most store credit that staff may grant at once, by role, in the shop's currency; "": any other
# role with the right to grant, None: any amount.
KILN_CREDIT_GRANT_LIMITS = {"": 50, "service": 100, "accounting": 1000, "admin": None}

# Makes the codes of gift cards (shop.gift_cards.codes); empty: the site's secret key. With another key no
# code that is out works any more.
KILN_GIFT_CARD_KEY = environment.GIFT_CARD_KEY
# How long gift cards can be used, by the country where they are bought; else shop.gift_cards.validity says:
# {"FR": (2, False)} for two years, {"DE": (3, True)} from the end of the year, {"AT": None} for ever.
KILN_GIFT_CARD_VALIDITY: dict[str, tuple[int, bool] | None] = {}

# After so many refused charges an order cannot be paid by card any more.
KILN_PAYMENT_MOST_TRIES = 12
