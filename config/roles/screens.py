"""Which role sees which screens of the back office: the expectation that a test holds every address to.

The rights that make it so stand in `table`. An address belongs to the first entry that it matches;
one that matches none fails the test, so that a new screen is thought about.
"""

import re

from config.roles.partner_screens import PARTNER_SCREENS
from config.roles.screen import (
    ACCOUNTING,
    APPROVER,
    CATALOGUE,
    EDITOR,
    EVERYONE,
    FULFILMENT,
    MANAGER,
    MARKETING,
    PARTNERS,
    REP,
    SALES,
    SERVICE,
    Screen,
    screen,
)

WRITERS = (MARKETING, EDITOR, APPROVER)
READERS_OF_PRODUCTS = (SALES, REP, SERVICE, FULFILMENT, CATALOGUE, *WRITERS)

SCREENS = (
    screen("Searching everything that one may open", r"search/$", *EVERYONE),
    screen("Notes on orders", r"shop/orders/[^/]+/notes/", SERVICE, FULFILMENT, ACCOUNTING),
    screen(
        "Editing orders",
        r"shop/orders/([^/]+/(edit|shipping-address)|products)/",
        SERVICE,
        FULFILMENT,
        ACCOUNTING,
    ),
    screen("Orders, statistics", r"shop/orders/", SALES, REP, SERVICE, FULFILMENT, ACCOUNTING),
    screen("Orders that are picked up", r"pickups/$", SALES, REP, SERVICE, FULFILMENT, ACCOUNTING),
    screen("Recording returns", r"returns/new/", SERVICE),
    screen("Returns", r"returns/", SALES, REP, SERVICE, FULFILMENT, ACCOUNTING),
    screen(
        "Repairs, items under warranty",
        r"(repairs|warranty-items)/",
        SALES,
        REP,
        SERVICE,
        FULFILMENT,
        ACCOUNTING,
    ),
    screen("Terms of warranty", r"warranty-terms/"),
    screen("Withdrawals", r"withdrawals/", SERVICE, ACCOUNTING),
    screen("Return policy, right of withdrawal", r"return-(policy|reasons|rules)/|withdrawal-settings/"),
    screen("The way to the start page", r"shop/$", *EVERYONE),
    screen("Making and changing warehouses", r"warehouses/(new|edit)/", CATALOGUE),
    screen("Warehouses", r"warehouses/", CATALOGUE, FULFILMENT),
    screen(
        "Receiving, counting and moving stock",
        r"stock/(counts/new|transfers/new|load|receive)/",
        CATALOGUE,
        FULFILMENT,
    ),
    screen("Stock", r"stock/", SALES, REP, SERVICE, FULFILMENT, CATALOGUE),
    screen("Deleting vendors", r"vendors/delete/"),
    screen(
        "Vendors, purchase orders, reorder rules",
        r"vendors/|vendor-products/|reorder-rules/|purchase-orders/",
        CATALOGUE,
        FULFILMENT,
    ),
    screen("Bank statements", r"bank-statements/", ACCOUNTING),
    screen("Starting pick lists", r"fulfilment/start/", FULFILMENT),
    screen("Queues, pick lists, shipments, their papers", r"fulfilment/", FULFILMENT, SERVICE),
    screen("Which signals hold orders", r"order-holds/settings/"),
    screen("Held orders, their release", r"order-holds/", FULFILMENT, SERVICE, ACCOUNTING),
    screen("What is declared of a period", r"tax-report/", ACCOUNTING),
    Screen(
        what="Invoices, which nobody writes by hand",
        addresses=r"invoices/(edit|new|delete)/",
        roles=frozenset(),
    ),
    screen("Writing an order's invoice", r"invoices/orders/[^/]+/issue/", SERVICE, ACCOUNTING),
    screen(
        "Slips of an order",
        r"invoices/orders/",
        *(SALES, REP, SERVICE, FULFILMENT, ACCOUNTING),
    ),
    screen("When companies are reminded to pay", r"receivables/settings/"),
    screen("Receivables, credit limits, disputed invoices", r"receivables/", SALES, SERVICE, ACCOUNTING),
    screen("Invoices and credit notes", r"invoices/", SALES, REP, SERVICE, FULFILMENT, ACCOUNTING),
    screen("What is owed on gift cards and in store credit", r"gift-cards/liability/", ACCOUNTING),
    screen("Gift cards, store credit", r"(gift-cards|store-credit)/", SERVICE, ACCOUNTING),
    screen("Low stock", r"shop/catalogue/stock-alerts/", CATALOGUE, FULFILMENT),
    screen(
        "Making and deleting products, pictures",
        r"shop/catalogue/(products/create/|products/<int:pk>/delete/|pictures/)|product_chooser/create/",
        CATALOGUE,
    ),
    screen("Deleting product types", r"shop/catalogue/product-type/<int:pk>/delete/"),
    screen(
        "Product types, options, attribute options, changing categories",
        r"shop/catalogue/(product-type|option/|attribute-option)|category_chooser/create/"
        r"|shop/catalogue/categories/(create/|<int:pk>/(update|delete)/)",
        CATALOGUE,
    ),
    screen("Products from a file", r"catalogue-imports/", CATALOGUE),
    screen(
        "Price lists: their prices, whom they are for, rules, imports",
        r"price-lists/(new/|choice/|edit/|delete/|<int:pk>/(import|rules|assign|unassign)/)",
        CATALOGUE,
    ),
    screen("Price lists, price explanation", r"price-lists/", CATALOGUE, SALES, REP),
    screen("Changing many prices", r"catalogue-prices/", CATALOGUE),
    screen("Who sees which products: a new rule", r"visibility-rules/new/", CATALOGUE),
    screen("Who sees which products", r"visibility-rules/", SALES, REP, CATALOGUE),
    screen("Products and categories", r"shop/catalogue/", *READERS_OF_PRODUCTS),
    screen("Collections", r"shop/ranges/|range_chooser/create/", CATALOGUE, MARKETING),
    screen("Approval of promotions", r"promotion-settings/"),
    screen("Sale prices", r"sale-prices/", MARKETING),
    screen(
        "Promotions, their results, the simulator, the publishing calendar",
        r"promotions/|promotion-(sentence|simulator)/|publishing-calendar/",
        MARKETING,
    ),
    screen(
        "Offers and codes",
        r"shop/(offers|vouchers)/|offers/|vouchers/|voucher-sets/"
        r"|(offer-(products|gifts|companies)|(offer|voucher|voucher-set)-sentence)/",
        MARKETING,
    ),
    screen("Recommendations, their models", r"recommendations/", MARKETING),
    screen("Redirects", r"redirects/", MARKETING),
    screen("Deleting reviews", r"shop/reviews/<int:pk>/delete/", MARKETING),
    screen("Reviews", r"shop/reviews/", SERVICE, MARKETING),
    Screen(
        what="What nobody writes by hand",
        addresses=r"(form-entries|commissions|payouts|partner-applications)/(edit|new)/"
        r"|commission-plans/delete/|locales/new/|quotes/new/"
        r"|(commission-statements|mail|tax/vat-checks|accounts|purchase-requests)/(edit|new|delete)/"
        r"|(lead-offers|partner-listings|partner-tier-members|fund-requests|fund-claims)/(edit|new|delete)/"
        r"|(partner-accruals|partner-statements|partner-payment-files)/(edit|new|delete)/"
        r"|(special-prices|special-price-claims)/(edit|new|delete)/"
        r"|(partner-reports|partner-report-periods|partner-report-gaps)/(edit|new|delete)/"
        r"|partner-deliveries/(edit|new|delete)/",
        roles=frozenset(),
    ),
    screen("Entries of forms", r"form-entries/", SERVICE, MARKETING),
    screen("Suppliers", r"shop/partners/(create/|<int:pk>/)?$", CATALOGUE),
    screen("Suppliers' people, reports, accounts", r"shop/(partners|reports|users)/|accounts/"),
    screen("Potential duplicates, merging customers", r"customer-duplicates/", SALES, SERVICE),
    screen("Contacts from files", r"contact-imports/", SALES),
    screen("Contacts to files", r"contact-export/", SALES, REP),
    screen("Pausing all rules", r"rules/pause/", SALES, MARKETING),
    screen("Failed runs of rules, settled", r"rules/runs/<int:pk>/settle/", SALES, MARKETING),
    screen("Pressing the button of a rule", r"rules/<int:pk>/press/", SALES, REP),
    screen(
        "Writing rules, trying them, turning them on",
        r"rules/(new/|dry-runs/|<int:pk>/(edit|delete|switch|dry-run)/)",
        SALES,
        MARKETING,
    ),
    screen("Rules and what they did", r"rules/", SALES, REP, MARKETING),
    screen("Writing webhooks", r"webhooks/(new|edit|delete)/"),
    screen("Webhooks", r"webhooks/", SALES),
    screen("Custom fields of customers", r"custom-fields/", SALES),
    screen("Deleting tags of customers", r"customer-tags/delete/", SALES),
    screen("Tags of customers", r"customer-tags/", SALES, REP, SERVICE),
    screen(
        "Changing a customer's contact points, addresses, relations and tags",
        r"customers/<int:pk>/(profile|tags)/",
        SALES,
        REP,
        SERVICE,
    ),
    screen("Deleting leads", r"leads/delete/", SALES),
    screen(
        "New leads, changing and qualifying them",
        r"leads/(new|edit|duplicates|<int:pk>/qualify)/",
        SALES,
        REP,
    ),
    screen("Leads, their report", r"leads/", SALES, REP, PARTNERS),
    screen("Deleting assets for partners", r"partner-assets/delete/", MARKETING, PARTNERS),
    screen("Assets for partners", r"partner-assets/", MARKETING, PARTNERS),
    screen("Deleting lead profiles of partners", r"partner-lead-profiles/delete/", SALES, PARTNERS),
    screen("Leads at partners", r"lead-offers/|lead-distribution/|partner-lead-profiles/", SALES, PARTNERS),
    screen(
        "Settings and rules of leads",
        r"lead-(settings|scoring|routing|calendars|capacities|absences)/",
        SALES,
    ),
    screen("Acting for a customer", r"act-as/start/|customers/<int:pk>/act-as/", SALES, REP, SERVICE),
    screen("Orders that companies have to approve", r"purchase-requests/", SALES),
    screen("Orders for a customer", r"customers/<int:pk>/order/", SALES, REP, SERVICE),
    screen("Limits on discounts", r"discount-limits/"),
    screen("Abandoned baskets", r"abandoned-baskets/", SALES, REP, SERVICE, MARKETING),
    screen("Adding customers", r"customers/new/", SALES, REP),
    screen("Changing customers", r"customers/edit/", SALES, REP, SERVICE),
    screen("Deleting customers and companies", r"(customers|companies)/delete/"),
    screen("Erasing the data of customers", r"customer-erasures/", SERVICE),
    screen("Teams and territories", r"customer-teams/|customer-territories/"),
    screen("Consents of a customer", r"customers/<int:pk>/consents/", SALES, REP, SERVICE, MARKETING),
    screen("Suppressing an address", r"suppressions/add/", SERVICE, MARKETING),
    screen("Lifting a suppression", r"suppressions/<int:pk>/lift/", SERVICE),
    screen("Suppressed addresses", r"suppressions/", SALES, SERVICE, MARKETING),
    screen(
        "Writing into a customer's timeline, e-mails to customers",
        r"customers/<int:pk>/(log|mail)/|timeline/<int:pk>/(edit|pin)/",
        SALES,
        REP,
        SERVICE,
    ),
    screen("Removing entries of a timeline", r"timeline/<int:pk>/remove/", SALES),
    screen("Entries of a timeline, their files", r"timeline/", SALES, REP, SERVICE, MARKETING, PARTNERS),
    screen("Notes and orders without a network", r"offline/", SALES, REP, SERVICE),
    screen("My day, activities, calendar", r"my-day/|activities/", SALES, REP, SERVICE),
    screen("The way from follow-ups to activities", r"follow-ups/", *EVERYONE),
    screen(
        "Approvals, who stands in for whom",
        r"approvals/|delegations/",
        *(SALES, REP, SERVICE, MARKETING, PARTNERS, ACCOUNTING),
    ),
    screen("Who decides on approvals", r"approval-routes/"),
    screen("Making and changing sequences", r"sequences/(new|edit)/", SALES, MARKETING),
    screen("Sequences", r"sequences/", SALES, REP, SERVICE, MARKETING),
    screen("Enrolling customers in sequences", r"customers/<int:pk>/enrol/", SALES, REP, MARKETING),
    screen("Stopping a sequence for a customer", r"enrolments/", SALES, REP, SERVICE, MARKETING),
    screen("Deleting mail templates", r"mail-templates/delete/", MARKETING),
    screen("Mail templates", r"mail-templates/", SALES, REP, SERVICE, MARKETING),
    screen("Forecast", r"forecast/", SALES, REP),
    screen("Quotas", r"quotas/", MANAGER),
    screen("Commission plans, shares in accounts", r"(commission-plans|account-shares)/", MANAGER),
    screen("Commission statements", r"commission-statements/", SALES, REP, ACCOUNTING),
    screen("Deleting account plans", r"account-plans/delete/", SALES),
    screen("Account plans", r"account-plans/", SALES, REP),
    screen("Deleting deals", r"deals/delete/", SALES),
    screen("Deals and their reports", r"deals/|deal-(files|products|reports)/", SALES, REP),
    screen("Making and changing pipelines and stages", r"deal-pipelines/(new|edit)/|deal-stages/", SALES),
    screen("Making and changing loss reasons", r"deal-loss-reasons/(new|edit)/", SALES),
    screen("Deleting loss reasons", r"deal-loss-reasons/delete/"),
    screen("Deleting competitors", r"deal-competitors/delete/", SALES),
    screen("Pipelines, loss reasons, competitors", r"deal-(pipelines|loss-reasons|competitors)/", SALES, REP),
    screen("Beginning and writing quotes", r"customers/<int:pk>/quote/|quotes/<int:pk>/offer/", SALES, REP),
    screen("Quotes", r"quotes/|quote-files/", SALES, REP),
    screen("Deleting quote templates", r"quote-templates/delete/"),
    screen("Quote templates", r"quote-templates/", SALES, REP),
    screen("Customers", r"customers/", SALES, REP, SERVICE, MARKETING, PARTNERS),
    screen(
        "Adding and changing companies", r"companies/(new|edit)/|company_chooser/create/", SALES, PARTNERS
    ),
    screen(
        "Company groups, locations, departments, cost centres",
        r"company-(groups|locations|departments|cost-centres)/",
        SALES,
        PARTNERS,
    ),
    screen("Sessions for customers", r"act-as/", MANAGER),
    screen("Tenders", r"tenders/|tender-files/", SALES, REP),
    screen("Applications of companies", r"company-applications/", SALES),
    screen("Companies", r"companies/|company_chooser/", SALES, SERVICE, PARTNERS),
    screen("Deleting commissions", r"(commissions|payouts)/delete/"),
    screen("Commissions", r"commissions/", SALES, PARTNERS),
    *PARTNER_SCREENS,
    screen("Partners", r"partner-accounts/|partner-applications/|commission-payouts/|payouts/", PARTNERS),
    screen("Tax rates and markets", r"tax/(rates|markets)/"),
    screen("Deleting exemptions from tax", r"tax/exemptions/delete/"),
    screen("Exemptions from tax, VAT checks", r"tax/", SALES),
    screen("Outbox and previews of mails", r"mail/|mail-tools/", SERVICE),
    screen("Event log", r"events/"),
    screen("Audit log", r"audit/"),
    screen("Setting up the shop", r"setup/"),
    screen(
        "Settings of the shop, delivery methods", r"shop-settings/|delivery-(methods|zones|tables)/|carriers/"
    ),
    screen(
        "Users, groups, sites, languages",
        r"users/|groups/|sites/|locales/|settings/|workflows/|collections/",
    ),
    screen("Locked pages", r"reports/locked/", APPROVER),
    screen("What everybody did, as far as they may see it", r"reports/site-history/", *EVERYONE),
    screen("Reports on pages", r"reports/", *WRITERS),
    screen(
        "Menus of the site", r"snippets/(content/menu/|choose/content/menu/create/|$)", MARKETING, APPROVER
    ),
    screen("Adding documents", r"documents/chooser/create/|documents/(add|multiple)/", *WRITERS),
    screen("Adding pictures", r"images/chooser/create/|images/(add|multiple)/", CATALOGUE, *WRITERS),
    screen("Making what a page shows", r"snippets/choose/.*/create/", *WRITERS),
    screen("Choosing what a page shows", r".*choose|dismissibles/|tag-autocomplete/|embeds/", *EVERYONE),
    screen("Pictures", r"images/", CATALOGUE, *WRITERS),
    screen("Documents", r"documents/", *WRITERS),
    screen(
        "Editing a text together, kept views", r"editing-sessions/|lists/|bulk/|block-preview/", *EVERYONE
    ),
    screen("Examples of the back office's parts", r"styleguide/", *EVERYONE),
    screen("Reading pages by the editor's own calls", r"api/", *EVERYONE),
    screen(
        "Pages, editorials, forms, translations",
        r"pages/|editorial/|form-builder/|forms/|translation/|snippets/",
        *WRITERS,
    ),
)


def screen_of(pattern: str) -> Screen | None:
    """Return the entry of an address as it is mounted, without `cms/`; None where nobody thought of it."""
    address = pattern.replace("^", "").replace("$", "")
    return next((screen for screen in SCREENS if re.match(screen.addresses, address)), None)
