"""What partner managers may do about partners' reports, deliveries and forecasts."""

REPORT_RIGHTS = {
    "sell_through.sellthroughreport": "view",
    "sell_through.sellthroughline": "view",
    "sell_through.reportgap": "view",
    "sell_through.reportingperiod": "view change",
    "sell_through.reportingterms": "view add change delete",
    "sell_through.logisticunits": "view add change delete",
    "partner_ordering.partnerforecast": "view",
    "partner_ordering.calloff": "view",
"""Rights in what partners earn: of who looks after partners, and of who pays them."""

PARTNER_MONEY = {
    "partner_rewards.rewardrule": "view add change",
    "partner_rewards.ledgerentry": "view",
    "partner_rewards.statement": "view approve",
    "partner_rewards.paymentfile": "view",
    "special_prices.specialpriceagreement": "view decide",
    "special_prices.claim": "view decide",
}
PARTNER_PAYMENTS = {
    "partner_rewards.rewardrule": "view",
    "partner_rewards.ledgerentry": "view",
    "partner_rewards.statement": "view approve pay",
    "partner_rewards.paymentfile": "view make",
}
