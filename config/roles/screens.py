"""Which role sees which screens of the back office: the expectation that a test holds every address to.

The rights that make it so stand in `table`. An address belongs to the first entry that it matches;
one that matches none fails the test, so that a new screen is thought about.
"""

import re
from dataclasses import dataclass

SALES, SERVICE, FULFILMENT = "sales", "service", "fulfilment"
CATALOGUE, MARKETING, PARTNERS = "catalogue", "marketing", "partner manager"
EDITOR, APPROVER, ACCOUNTING = "content editor", "content approver", "accounting"
ADMIN = "admin"
REP = "sales representative"
MANAGER = "sales manager"
EVERYONE = frozenset(
    {
        SALES,
        REP,
        MANAGER,
        SERVICE,
        FULFILMENT,
        CATALOGUE,
        MARKETING,
        PARTNERS,
        EDITOR,
        APPROVER,
        ACCOUNTING,
        ADMIN,
    }
)
WRITERS = (MARKETING, EDITOR, APPROVER)
READERS_OF_PRODUCTS = (SALES, REP, SERVICE, FULFILMENT, CATALOGUE, *WRITERS)


@dataclass(frozen=True, kw_only=True)
class Screen:
    """Some addresses below `/cms/` (a regular expression at their start), and who may open them."""

    what: str
    addresses: str
    roles: frozenset[str]


def _screen(what: str, addresses: str, *roles: str) -> Screen:
    """A sales manager sees what sales see."""
    manager = {MANAGER} if SALES in roles else set()
    return Screen(what=what, addresses=addresses, roles=frozenset({*roles, *manager, ADMIN}))


SCREENS = (
    _screen("Searching everything that one may open", r"search/$", *EVERYONE),
    _screen("Notes on orders", r"shop/orders/[^/]+/notes/", SERVICE, FULFILMENT, ACCOUNTING),
    _screen(
        "Editing orders",
        r"shop/orders/([^/]+/(edit|shipping-address)|products)/",
        SERVICE,
        FULFILMENT,
        ACCOUNTING,
    ),
    _screen("Orders, statistics", r"shop/orders/", SALES, REP, SERVICE, FULFILMENT, ACCOUNTING),
    _screen("Orders that are picked up", r"pickups/$", SALES, REP, SERVICE, FULFILMENT, ACCOUNTING),
    _screen("Recording returns", r"returns/new/", SERVICE),
    _screen("Returns", r"returns/", SALES, REP, SERVICE, FULFILMENT, ACCOUNTING),
    _screen(
        "Repairs, items under warranty",
        r"(repairs|warranty-items)/",
        SALES,
        REP,
        SERVICE,
        FULFILMENT,
        ACCOUNTING,
    ),
    _screen("Terms of warranty", r"warranty-terms/"),
    _screen("Withdrawals", r"withdrawals/", SERVICE, ACCOUNTING),
    _screen("Return policy, right of withdrawal", r"return-(policy|reasons|rules)/|withdrawal-settings/"),
    _screen("The way to the start page", r"shop/$", *EVERYONE),
    _screen("Making and changing warehouses", r"warehouses/(new|edit)/", CATALOGUE),
    _screen("Warehouses", r"warehouses/", CATALOGUE, FULFILMENT),
    _screen(
        "Receiving, counting and moving stock",
        r"stock/(counts/new|transfers/new|load|receive)/",
        CATALOGUE,
        FULFILMENT,
    ),
    _screen("Stock", r"stock/", SALES, REP, SERVICE, FULFILMENT, CATALOGUE),
    _screen("Deleting vendors", r"vendors/delete/"),
    _screen(
        "Vendors, purchase orders, reorder rules",
        r"vendors/|vendor-products/|reorder-rules/|purchase-orders/",
        CATALOGUE,
        FULFILMENT,
    ),
    _screen("Bank statements", r"bank-statements/", ACCOUNTING),
    _screen("Starting pick lists", r"fulfilment/start/", FULFILMENT),
    _screen("Queues, pick lists, shipments, their papers", r"fulfilment/", FULFILMENT, SERVICE),
    _screen("Which signals hold orders", r"order-holds/settings/"),
    _screen("Held orders, their release", r"order-holds/", FULFILMENT, SERVICE, ACCOUNTING),
    _screen("What is declared of a period", r"tax-report/", ACCOUNTING),
    Screen(
        what="Invoices, which nobody writes by hand",
        addresses=r"invoices/(edit|new|delete)/",
        roles=frozenset(),
    ),
    _screen("Writing an order's invoice", r"invoices/orders/[^/]+/issue/", SERVICE, ACCOUNTING),
    _screen(
        "Slips of an order",
        r"invoices/orders/",
        *(SALES, REP, SERVICE, FULFILMENT, ACCOUNTING),
    ),
    _screen("When companies are reminded to pay", r"receivables/settings/"),
    _screen("Receivables, credit limits, disputed invoices", r"receivables/", SALES, SERVICE, ACCOUNTING),
    _screen("Invoices and credit notes", r"invoices/", SALES, REP, SERVICE, FULFILMENT, ACCOUNTING),
    _screen("What is owed on gift cards and in store credit", r"gift-cards/liability/", ACCOUNTING),
    _screen("Gift cards, store credit", r"(gift-cards|store-credit)/", SERVICE, ACCOUNTING),
    _screen("Low stock", r"shop/catalogue/stock-alerts/", CATALOGUE, FULFILMENT),
    _screen(
        "Making and deleting products, pictures",
        r"shop/catalogue/(products/create/|products/<int:pk>/delete/|pictures/)|product_chooser/create/",
        CATALOGUE,
    ),
    _screen("Deleting product types", r"shop/catalogue/product-type/<int:pk>/delete/"),
    _screen(
        "Product types, options, attribute options, changing categories",
        r"shop/catalogue/(product-type|option/|attribute-option)|category_chooser/create/"
        r"|shop/catalogue/categories/(create/|<int:pk>/(update|delete)/)",
        CATALOGUE,
    ),
    _screen("Products from a file", r"catalogue-imports/", CATALOGUE),
    _screen(
        "Price lists: their prices, whom they are for, rules, imports",
        r"price-lists/(new/|choice/|edit/|delete/|<int:pk>/(import|rules|assign|unassign)/)",
        CATALOGUE,
    ),
    _screen("Price lists, price explanation", r"price-lists/", CATALOGUE, SALES, REP),
    _screen("Changing many prices", r"catalogue-prices/", CATALOGUE),
    _screen("Who sees which products: a new rule", r"visibility-rules/new/", CATALOGUE),
    _screen("Who sees which products", r"visibility-rules/", SALES, REP, CATALOGUE),
    _screen("Products and categories", r"shop/catalogue/", *READERS_OF_PRODUCTS),
    _screen("Collections", r"shop/ranges/|range_chooser/create/", CATALOGUE, MARKETING),
    _screen("Approval of promotions", r"promotion-settings/"),
    _screen("Sale prices", r"sale-prices/", MARKETING),
    _screen(
        "Promotions, their results, the simulator, the publishing calendar",
        r"promotions/|promotion-(sentence|simulator)/|publishing-calendar/",
        MARKETING,
    ),
    _screen(
        "Offers and codes",
        r"shop/(offers|vouchers)/|offers/|vouchers/|voucher-sets/"
        r"|(offer-(products|gifts|companies)|(offer|voucher|voucher-set)-sentence)/",
        MARKETING,
    ),
    _screen("Redirects", r"redirects/", MARKETING),
    _screen("Deleting reviews", r"shop/reviews/<int:pk>/delete/", MARKETING),
    _screen("Reviews", r"shop/reviews/", SERVICE, MARKETING),
    Screen(
        what="What nobody writes by hand",
        addresses=r"form-entries/(edit|new)/|commissions/(edit|new)/|payouts/(edit|new)/"
        r"|partner-applications/(edit|new)/|commission-statements/(edit|new|delete)/|commission-plans/delete/"
        r"|(partner-tier-members|fund-requests|fund-claims)/(edit|new|delete)/"
        r"|partner-applications/(edit|new)/|(partner-accruals|partner-statements)/(edit|new|delete)/"
        r"|(partner-payment-files|special-prices|special-price-claims)/(edit|new|delete)/|commission-statements/(edit|new|delete)/|commission-plans/delete/"
        r"|(mail|tax/vat-checks|accounts|purchase-requests)/(edit|new|delete)/|locales/new/|quotes/new/",
        roles=frozenset(),
    ),
    _screen("Entries of forms", r"form-entries/", SERVICE, MARKETING),
    _screen("Suppliers", r"shop/partners/(create/|<int:pk>/)?$", CATALOGUE),
    _screen("Suppliers' people, reports, accounts", r"shop/(partners|reports|users)/|accounts/"),
    _screen("Potential duplicates, merging customers", r"customer-duplicates/", SALES, SERVICE),
    _screen("Contacts from files", r"contact-imports/", SALES),
    _screen("Contacts to files", r"contact-export/", SALES, REP),
    _screen("Pausing all rules", r"rules/pause/", SALES, MARKETING),
    _screen("Failed runs of rules, settled", r"rules/runs/<int:pk>/settle/", SALES, MARKETING),
    _screen("Pressing the button of a rule", r"rules/<int:pk>/press/", SALES, REP),
    _screen(
        "Writing rules, trying them, turning them on",
        r"rules/(new/|dry-runs/|<int:pk>/(edit|delete|switch|dry-run)/)",
        SALES,
        MARKETING,
    ),
    _screen("Rules and what they did", r"rules/", SALES, REP, MARKETING),
    _screen("Writing webhooks", r"webhooks/(new|edit|delete)/"),
    _screen("Webhooks", r"webhooks/", SALES),
    _screen("Custom fields of customers", r"custom-fields/", SALES),
    _screen("Deleting tags of customers", r"customer-tags/delete/", SALES),
    _screen("Tags of customers", r"customer-tags/", SALES, REP, SERVICE),
    _screen(
        "Changing a customer's contact points, addresses, relations and tags",
        r"customers/<int:pk>/(profile|tags)/",
        SALES,
        REP,
        SERVICE,
    ),
    _screen("Deleting leads", r"leads/delete/", SALES),
    _screen(
        "New leads, changing and qualifying them",
        r"leads/(new|edit|duplicates|products|<int:pk>/qualify)/",
        SALES,
        REP,
    ),
    _screen("Leads, their report", r"leads/", SALES, REP, PARTNERS),
    _screen("Deleting assets for partners", r"partner-assets/delete/", MARKETING, PARTNERS),
    _screen("Assets for partners", r"partner-assets/", MARKETING, PARTNERS),
    _screen("Deleting lead profiles of partners", r"partner-lead-profiles/delete/", SALES, PARTNERS),
    _screen("Leads at partners", r"lead-offers/|lead-distribution/|partner-lead-profiles/", SALES, PARTNERS),
    _screen(
        "Settings and rules of leads",
        r"lead-(settings|scoring|routing|calendars|capacities|absences)/",
        SALES,
    ),
    _screen("Acting for a customer", r"act-as/start/|customers/<int:pk>/act-as/", SALES, REP, SERVICE),
    _screen("Orders that companies have to approve", r"purchase-requests/", SALES),
    _screen("Orders for a customer", r"customers/<int:pk>/order/", SALES, REP, SERVICE),
    _screen("Limits on discounts", r"discount-limits/"),
    _screen("Abandoned baskets", r"abandoned-baskets/", SALES, REP, SERVICE, MARKETING),
    _screen("Adding customers", r"customers/new/", SALES, REP),
    _screen("Changing customers", r"customers/edit/", SALES, REP, SERVICE),
    _screen("Deleting customers and companies", r"(customers|companies)/delete/"),
    _screen("Erasing the data of customers", r"customer-erasures/", SERVICE),
    _screen("Teams and territories", r"customer-teams/|customer-territories/"),
    _screen("Consents of a customer", r"customers/<int:pk>/consents/", SALES, REP, SERVICE, MARKETING),
    _screen("Suppressing an address", r"suppressions/add/", SERVICE, MARKETING),
    _screen("Lifting a suppression", r"suppressions/<int:pk>/lift/", SERVICE),
    _screen("Suppressed addresses", r"suppressions/", SALES, SERVICE, MARKETING),
    _screen(
        "Writing into a customer's timeline, e-mails to customers",
        r"customers/<int:pk>/(log|mail)/|timeline/<int:pk>/(edit|pin)/",
        SALES,
        REP,
        SERVICE,
    ),
    _screen("Removing entries of a timeline", r"timeline/<int:pk>/remove/", SALES),
    _screen("Entries of a timeline, their files", r"timeline/", SALES, REP, SERVICE, MARKETING, PARTNERS),
    _screen("Notes and orders without a network", r"offline/", SALES, REP, SERVICE),
    _screen("My day, activities, calendar", r"my-day/|activities/", SALES, REP, SERVICE),
    _screen("The way from follow-ups to activities", r"follow-ups/", *EVERYONE),
    _screen(
        "Approvals, who stands in for whom",
        r"approvals/|delegations/",
        *(SALES, REP, SERVICE, MARKETING, PARTNERS, ACCOUNTING),
    ),
    _screen("Who decides on approvals", r"approval-routes/"),
    _screen("Making and changing sequences", r"sequences/(new|edit)/", SALES, MARKETING),
    _screen("Sequences", r"sequences/", SALES, REP, SERVICE, MARKETING),
    _screen("Enrolling customers in sequences", r"customers/<int:pk>/enrol/", SALES, REP, MARKETING),
    _screen("Stopping a sequence for a customer", r"enrolments/", SALES, REP, SERVICE, MARKETING),
    _screen("Deleting mail templates", r"mail-templates/delete/", MARKETING),
    _screen("Mail templates", r"mail-templates/", SALES, REP, SERVICE, MARKETING),
    _screen("Forecast", r"forecast/", SALES, REP),
    _screen("Quotas", r"quotas/", MANAGER),
    _screen("Commission plans, shares in accounts", r"(commission-plans|account-shares)/", MANAGER),
    _screen("Commission statements", r"commission-statements/", SALES, REP, ACCOUNTING),
    _screen("Deleting account plans", r"account-plans/delete/", SALES),
    _screen("Account plans", r"account-plans/", SALES, REP),
    _screen("Deleting deals", r"deals/delete/", SALES),
    _screen("Deals and their reports", r"deals/|deal-(files|products|reports)/", SALES, REP),
    _screen("Making and changing pipelines and stages", r"deal-pipelines/(new|edit)/|deal-stages/", SALES),
    _screen("Making and changing loss reasons", r"deal-loss-reasons/(new|edit)/", SALES),
    _screen("Deleting loss reasons", r"deal-loss-reasons/delete/"),
    _screen("Deleting competitors", r"deal-competitors/delete/", SALES),
    _screen(
        "Pipelines, loss reasons, competitors", r"deal-(pipelines|loss-reasons|competitors)/", SALES, REP
    ),
    _screen("Beginning and writing quotes", r"customers/<int:pk>/quote/|quotes/<int:pk>/offer/", SALES, REP),
    _screen("Quotes", r"quotes/|quote-files/", SALES, REP),
    _screen("Customers", r"customers/", SALES, REP, SERVICE, MARKETING, PARTNERS),
    _screen(
        "Adding and changing companies", r"companies/(new|edit)/|company_chooser/create/", SALES, PARTNERS
    ),
    _screen(
        "Company groups, locations, departments, cost centres",
        r"company-(groups|locations|departments|cost-centres)/",
        SALES,
        PARTNERS,
    ),
    _screen("Sessions for customers", r"act-as/", MANAGER),
    _screen("Tenders", r"tenders/", SALES, REP),
    _screen("Applications of companies", r"company-applications/", SALES),
    _screen("Companies", r"companies/|company_chooser/", SALES, SERVICE, PARTNERS),
    _screen("Deleting commissions", r"(commissions|payouts)/delete/"),
    _screen("Commissions", r"commissions/", SALES, PARTNERS),
    _screen("Deleting partners", r"partner-(accounts|applications|agreements)/delete/"),
    _screen("Partner agreements and news", r"partner-agreements/|partner-news/", PARTNERS),
    _screen("Deleting tiers and budgets", r"(partner-tiers|fund-budgets)/delete/"),
    _screen("Partner tiers", r"partner-tiers/|partner-tier-members/", PARTNERS),
    _screen("Partner funds", r"fund-(budgets|requests|claims|proofs)/", PARTNERS),
    _screen("Making and changing reward rules", r"partner-reward-rules/(new|edit)/", PARTNERS),
    _screen("Deleting reward rules", r"partner-reward-rules/delete/"),
    _screen("Files of partners' payouts", r"partner-payment-files/", PARTNERS, ACCOUNTING),
    _screen(
        "What partners earn",
        r"(partner-reward-rules|partner-accruals|partner-statements)/",
        PARTNERS,
        ACCOUNTING,
    ),
    _screen("Special prices of partners", r"(special-prices|special-price-claims)/", PARTNERS),
    _screen("Deal registrations", r"deal-registrations/", SALES, PARTNERS),
    _screen("Demand of partners", r"partner-demand/", PARTNERS),
    _screen("Reports of partners, never written by staff", r"partner-reports/(edit|new|delete)/"),
    _screen(
        "Reporting periods, missing reports, scheduled deliveries, never written by staff",
        r"(partner-report-periods|partner-report-gaps|partner-deliveries)/(edit|new|delete)/",
    ),
    _screen(
        "Reports, periods and terms of partners, cases and pallets, forecasts, deliveries",
        r"partner-report[a-z-]*/|cases-and-pallets/|partner-forecasts/|partner-deliveries/",
        PARTNERS,
    ),
    _screen("Deleting partners", r"partner-(accounts|applications)/delete/"),
    _screen("Partners", r"partner-accounts/|partner-applications/|commission-payouts/|payouts/", PARTNERS),
    _screen("Tax rates and markets", r"tax/(rates|markets)/"),
    _screen("Deleting exemptions from tax", r"tax/exemptions/delete/"),
    _screen("Exemptions from tax, VAT checks", r"tax/", SALES),
    _screen("Outbox and previews of mails", r"mail/|mail-tools/", SERVICE),
    _screen("Event log", r"events/"),
    _screen("Audit log", r"audit/"),
    _screen("Setting up the shop", r"setup/"),
    _screen(
        "Settings of the shop, delivery methods", r"shop-settings/|delivery-(methods|zones|tables)/|carriers/"
    ),
    _screen(
        "Users, groups, sites, languages",
        r"users/|groups/|sites/|locales/|settings/|workflows/|collections/",
    ),
    _screen("Locked pages", r"reports/locked/", APPROVER),
    _screen("What everybody did, as far as they may see it", r"reports/site-history/", *EVERYONE),
    _screen("Reports on pages", r"reports/", *WRITERS),
    _screen(
        "Menus of the site", r"snippets/(content/menu/|choose/content/menu/create/|$)", MARKETING, APPROVER
    ),
    _screen("Adding documents", r"documents/chooser/create/|documents/(add|multiple)/", *WRITERS),
    _screen("Adding pictures", r"images/chooser/create/|images/(add|multiple)/", CATALOGUE, *WRITERS),
    _screen("Making what a page shows", r"snippets/choose/.*/create/", *WRITERS),
    _screen("Choosing what a page shows", r".*choose|dismissibles/|tag-autocomplete/|embeds/", *EVERYONE),
    _screen("Pictures", r"images/", CATALOGUE, *WRITERS),
    _screen("Documents", r"documents/", *WRITERS),
    _screen(
        "Editing a text together, kept views", r"editing-sessions/|lists/|bulk/|block-preview/", *EVERYONE
    ),
    _screen("Examples of the back office's parts", r"styleguide/", *EVERYONE),
    _screen("Reading pages by the editor's own calls", r"api/", *EVERYONE),
    _screen(
        "Pages, editorials, forms, translations",
        r"pages/|editorial/|form-builder/|forms/|translation/|snippets/",
        *WRITERS,
    ),
)


def screen_of(pattern: str) -> Screen | None:
    """Return the entry of an address as it is mounted, without `cms/`; None where nobody thought of it."""
    address = pattern.replace("^", "").replace("$", "")
    return next((screen for screen in SCREENS if re.match(screen.addresses, address)), None)
