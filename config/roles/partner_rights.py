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
