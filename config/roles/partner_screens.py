"""Screens of the partner programme; `screens` puts them among the others."""

from config.roles.screen import ACCOUNTING, PARTNERS, SALES, screen

PARTNER_SCREENS = (
    screen("Deleting partners", r"partner-(accounts|applications|agreements)/delete/"),
    screen("Partner agreements and news", r"partner-agreements/|partner-news/", PARTNERS),
    screen("Deleting tiers and budgets", r"(partner-tiers|fund-budgets)/delete/"),
    screen("Deleting courses of partners", r"partner-courses/delete/"),
    screen(
        "Training of partners",
        r"partner-(courses|questions|training|certificates)/",
        PARTNERS,
    ),
    screen("Partner tiers", r"partner-tiers/|partner-tier-members/", PARTNERS),
    screen("Deleting business plans", r"partner-plans/delete/"),
    screen("Business plans of partners", r"partner-plans/", PARTNERS),
    screen("Entries in the partner locator", r"partner-listings/", PARTNERS),
    screen("Partner funds", r"fund-(budgets|requests|claims|proofs)/", PARTNERS),
    screen("Making and changing reward rules", r"partner-reward-rules/(new|edit)/", PARTNERS),
    screen("Deleting reward rules", r"partner-reward-rules/delete/"),
    screen("Making files of partners' payouts", r"partner-payment-files/make/", ACCOUNTING),
    screen("Files of partners' payouts", r"partner-payment-files/", PARTNERS, ACCOUNTING),
    screen(
        "What partners earn",
        r"(partner-reward-rules|partner-accruals|partner-statements)/",
        PARTNERS,
        ACCOUNTING,
    ),
    screen("Special prices of partners", r"special-price(s|-claims|-proofs)/", PARTNERS),
    screen("Deal registrations", r"deal-registrations/", SALES, PARTNERS),
    screen("Demand of partners", r"partner-demand/", PARTNERS),
    screen(
        "Reports, periods and terms of partners, cases and pallets, forecasts, deliveries",
        r"partner-report[a-z-]*/|cases-and-pallets/|partner-forecasts/|partner-deliveries/",
        PARTNERS,
    ),
)
