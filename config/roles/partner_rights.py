"""Rights in the partner programme: of who looks after partners, sells beside them, pays them."""

from config.roles.role import ALL, EDIT, VIEW

#: Which leads partners get, and what they answer.
LEADS_AT_PARTNERS = {
    "lead_distribution.leadoffer": "view offer",
    "lead_distribution.leadprofile": ALL,
    "lead_distribution.distributionsettings": "change",
}
PARTNER_PROGRAMME = {
    "partner_accounts.partneraccount": f"{EDIT} export",
    "partner_accounts.partnerdelegate": ALL,
    "partner_onboarding.partnerapplication": "view decide",
    "partner_onboarding.agreementversion": f"{EDIT} publish",
    "partner_portal.partnernews": ALL,
    "partner_assets.asset": ALL,
    "partner_training.course": EDIT,
    "partner_training.question": ALL,
    "partner_training.enrolment": "view reset",
    "partner_training.certificate": "view revoke",
    "referrals.basketreferral": VIEW,
    "referrals.referralclicks": VIEW,
    "leads.lead": "view view_unassigned",
    **LEADS_AT_PARTNERS,
    "deal_registrations.dealregistration": "view decide",
    "deal_registrations.evidenceentry": VIEW,
    "partner_tiers.tier": EDIT,
    "partner_tiers.tiermembership": "view change",
    "partner_locator.partnerlisting": "view decide",
    "partner_scorecards.businessplan": EDIT,
    "partner_funds.fundbudget": EDIT,
    "partner_funds.allocation": VIEW,
    "partner_funds.fundrequest": "view decide",
    "partner_funds.claim": "view pay",
    "sell_through.sellthroughreport": VIEW,
    "sell_through.sellthroughline": VIEW,
    "sell_through.reportgap": VIEW,
    "sell_through.reportingperiod": "view change",
    "sell_through.reportingterms": ALL,
    "sell_through.logisticunits": ALL,
    "partner_ordering.partnerforecast": VIEW,
    "partner_ordering.calloff": VIEW,
    "commissions.commission": "view pay",
    "commissions.payout": VIEW,
    "partner_rewards.rewardrule": EDIT,
    "partner_rewards.ledgerentry": VIEW,
    "partner_rewards.statement": "view approve",
    "partner_rewards.paymentfile": VIEW,
    "special_prices.specialpriceagreement": "view decide",
    "special_prices.claim": "view decide",
}
PARTNER_PAYMENTS = {
    "partner_rewards.rewardrule": VIEW,
    "partner_rewards.ledgerentry": VIEW,
    "partner_rewards.statement": "view approve pay",
    "partner_rewards.paymentfile": "view make",
}
