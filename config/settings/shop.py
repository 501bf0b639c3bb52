"""Money, tax and delivery: what a shopkeeper decides, in one place.

Prices on stock records are gross (what the buyer pays, tax within). Amounts here are
decimal strings in the shop's currency (KILN_CURRENCY), tax within.
"""

from datetime import timedelta

from config.settings import environment

# Overrides the currency that staff chose (`shop.configuration`).
KILN_CURRENCY = environment.CURRENCY
# Overrides the name that staff gave the shop (`shop.identity`).
KILN_SHOP_NAME = environment.SHOP_NAME

# The country whose tax is inside the prices as they are stored (ISO 3166-1 alpha-2). Rates, markets
# and exemptions are kept in the back office; KILN_TAX_CODES gives product types (by slug) a tax
# class of their own, all others are "standard".
# Empty: the one that staff chose (`shop.configuration`), else the default.
KILN_TAX_COUNTRY = environment.TAX_COUNTRY
KILN_DEFAULT_TAX_COUNTRY = "DE"
KILN_TAX_CODES = {"books": "reduced"}
# Consumers in other countries of the Union pay their own country's VAT (One-Stop-Shop). False: the
# rate at home, for shops below the threshold. None: as staff chose.
KILN_TAX_DESTINATION = environment.TAX_DESTINATION
# Our own VAT id, for VIES's consultation number; where VAT ids are asked about.
KILN_VAT_ID = environment.VAT_ID
KILN_VAT_REGISTER = environment.VAT_REGISTER
KILN_VAT_RECORD = environment.ROOT / "shop" / "tax" / "recorded_vat_ids.json"

# What delivery costs while staff have entered no method in the back office; in production nothing is
# sent until they have. `free_from`: goods worth this much travel free; None: never. `working_days`: from
# dispatch to the door, Monday to Friday; an order after the warehouse's cut-off leaves a day later. `zones`
# say what is otherwise in a zone of KILN_DELIVERY_ZONES; None there: this delivery does not go to it.
_UNION, _OTHER_EUROPE, _FAR = (
    "AT BE BG CY CZ DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK",
    "CH GB IS LI NO",
    "AU CA CN HK JP KR MO NZ SG TW US",
)
KILN_DELIVERY_ZONES = {
    "union": _UNION.split(),
    "europe": _OTHER_EUROPE.split(),
    "world": _FAR.split(),
}
KILN_DELIVERY = {
    "standard": {
        "price": "6.00",
        "free_from": "80.00",
        "working_days": 3,
        "zones": {
            "union": {"price": "12.00", "free_from": "150.00", "working_days": 5},
            "europe": {"price": "19.00", "free_from": "250.00", "working_days": 7},
            "world": {"price": "29.00", "free_from": "350.00", "working_days": 12},
        },
    },
    "express": {
        "price": "14.00",
        "free_from": None,
        "working_days": 1,
        "zones": {
            "union": {"price": "24.00", "working_days": 2},
            "europe": {"price": "36.00", "working_days": 3},
            "world": {"price": "54.00", "working_days": 4},
        },
    },
}
# The carriers that staff may set up, by the dotted path of their plug-in (docs/carriers.md).
KILN_CARRIER_PLUGINS = ["shop.carriers.own_labels.OwnLabels"]
# For what lies in no warehouse; warehouses have a cut-off, a time zone and working days of their own.
KILN_DISPATCH_CUTOFF_HOUR = 14
# From when to when the shop's own staff work, Monday to Friday, at TIME_ZONE.
KILN_OFFICE_HOURS = (9, 17)
# Nothing leaves and nothing arrives on the public holidays of this country or part of one (DE-SN).
KILN_WORKSHOP_REGION = environment.WORKSHOP_REGION

# Where we send (ISO 3166 alpha-2); the first stands first in the list. `load_countries`
# marks these when it adds a country; staff change them afterwards in the back office.
_HOME, _EUROPE, _WORLD = (
    "DE",
    "AT BE BG CH CY CZ DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK",
    "AU CA CN HK JP KR MO NZ SG TW US",
)
KILN_DELIVERY_COUNTRIES = f"{_HOME} {_EUROPE} {_WORLD}".split()

# What is in a basket is held for its buyer from the payment step on, for so long; extended while they
# stay in the checkout, but never beyond the second number.
KILN_RESERVATION_MINUTES = 15
KILN_RESERVATION_LONGEST_MINUTES = 60

# How many days a quote that was accepted can be ordered, where it does not hold longer by itself.
KILN_QUOTE_ORDER_DAYS = 7

# Deals that partners register: answered within so many hours, of which 24 are one working day, protected
# for so many days where the partner's tier says nothing else; who bought from us within so many days, or is
# in an open deal of ours, is a customer of our own.
KILN_REGISTRATION_ANSWER_HOURS = 48
KILN_REGISTRATION_PROTECTION_DAYS = 90
KILN_REGISTRATION_DIRECT_DAYS = 365

# From which warehouse an order leaves: rules in their order (docs/stock.md).
KILN_ROUTING_RULES = [
    "shop.stock.sourcing_rules.ShipsToCountry",
    "shop.stock.sourcing_rules.SingleShipment",
    "shop.stock.sourcing_rules.Nearest",
    "shop.stock.sourcing_rules.Priority",
]

# Scrambles the places of order numbers (shop.order.numbers); empty: the site's secret key. Another key is
# harmless: a number that an old order has is drawn anew.
KILN_ORDER_NUMBER_KEY = environment.ORDER_NUMBER_KEY

# Days for which the link in an order's mail opens the order.
KILN_ORDER_LINK_DAYS = 365

# When a piece comes back, as many of those who wait are told as there are pieces, in the order in
# which they asked; the next of them so much later, if there are pieces left.
KILN_ALERT_HEAD_START = timedelta(hours=24)
# A guest's address is asked by mail whether it is theirs so often at most until they answer; what
# nobody confirmed within this time is forgotten.
KILN_ALERT_QUESTION_EVERY = timedelta(hours=24)
KILN_ALERT_CONFIRM_WITHIN = timedelta(days=7)
# How long the link counts that confirms a consent.
KILN_CONSENT_CONFIRM_WITHIN = timedelta(days=7)

# Offers work on what the buyer pays, and round to what the currency has.
OSCAR_OFFERS_INCL_TAX = True
OSCAR_OFFER_ROUNDING_FUNCTION = "shop.partner.money.round_discount"

# Shipments that nobody told to have arrived count as delivered after so many days; 0: never.
KILN_DELIVERED_AFTER_DAYS = 14
