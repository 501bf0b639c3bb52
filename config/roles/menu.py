"""Which entries of the back office's menu stand together.

Each package registers its own entries; only here are all of them known. The groups are the
departments of a shop: Sales, Orders, Service, Catalogue, Marketing, Partners, Content. Entries are
known by their address below the start page: a name that Wagtail makes of the label is in the
language of whoever opened the back office first.
"""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

SALES_ENTRIES = (
    "customers/",
    "segments/",
    "companies/",
    "company-applications/",
    "purchase-requests/",
    "leads/",
    "deals/",
    "quotes/",
    "tenders/",
    "activities/",
    "forecast/",
    "deal-reports/",
    "account-plans/",
    "approvals/",
    "act-as/",
    "abandoned-baskets/",
    "mail-templates/",
    "customer-duplicates/",
    "contact-imports/",
    "commission-statements/",
    "suppressions/",
    "customer-erasures/",
)
AUTOMATION_ENTRIES = ("rules/", "sequences/", "webhooks/", "approval-routes/", "delegations/")
SALES_SETTINGS = (
    "company-groups/",
    "quotas/",
    "commission-plans/",
    "account-shares/",
    "discount-limits/",
    "quote-templates/",
    "lead-settings/",
    "deal-pipelines/",
    "deal-competitors/",
    "deal-loss-reasons/",
    "customer-teams/",
    "customer-territories/",
    "customer-tags/",
    "custom-fields/",
    "tax/exemptions/",
    "tax/vat-checks/",
)
PARTNER_ENTRIES = (
    "partner-accounts/",
    "partner-applications/",
    "deal-registrations/",
    "lead-offers/",
    "lead-distribution/settings/",
    "partner-plans/",
    "partner-listings/",
    "partner-demand/",
    "partner-reports/",
    "partner-report-gaps/",
    "partner-forecasts/",
    "partner-deliveries/",
    "special-price-claims/",
    "partner-statements/",
    "partner-accruals/",
    "partner-payment-files/",
    "commissions/",
    "commission-payouts/",
)
PARTNER_PROGRAMME = (
    "partner-tiers/",
    "partner-tier-members/",
    "partner-agreements/",
    "partner-news/",
    "partner-assets/",
    "partner-courses/",
    "partner-questions/",
    "partner-training/",
    "partner-certificates/",
    "partner-reward-rules/",
    "special-prices/",
    "fund-budgets/",
    "fund-requests/",
    "fund-claims/",
    "partner-report-periods/",
    "partner-report-terms/",
    "cases-and-pallets/",
)
CONTENT_ENTRIES = (
    "pages/",
    "editorial/",
    "images/",
    "documents/",
    "snippets/",
    "form-builder/",
    "form-entries/",
    "forms/",
    "redirects/",
)

#: So few entries make no group of their own.
FEW = 2


def url_of(item: MenuItem) -> str:
    """Return where an entry leads below the start page; empty for a submenu or another place."""
    home, url = reverse("wagtailadmin_home"), str(item.url)
    return url.removeprefix(home) if url.startswith(home) else ""


def gather(
    items: list[MenuItem], addresses: tuple[str, ...], *, label: str | Promise, icon: str, order: int
) -> None:
    """Move the entries of these addresses, in this order, into one submenu; one alone stays in its place."""
    by_address = {url_of(item): item for item in items}
    found = [by_address[address] for address in addresses if address in by_address]
    if len(found) == 1:
        found[0].order = order
    if len(found) > 1:
        for place, item in enumerate(found):
            items.remove(item)
            item.order = place
        items.append(
            SubmenuMenuItem(label, Menu(items=found), name="group-" + icon, icon_name=icon, order=order)
        )


def join(items: list[MenuItem], addresses: tuple[str, ...], *, into: str) -> None:
    """Move the entries of these addresses to the end of a submenu that is there; without it they stay."""
    group = next((item for item in items if item.name == into), None)
    if not isinstance(group, SubmenuMenuItem):
        return
    for item in [item for item in items if url_of(item) in addresses]:
        items.remove(item)
        item.order = 100 + addresses.index(url_of(item))
        group.menu.initial_menu_items.append(item)


def plain_pages(items: list[MenuItem]) -> None:
    """Lead to the pages by a link: the tree that Wagtail opens from its menu needs the first level."""
    for place, item in enumerate(items):
        if item.name == "explorer":
            address = reverse("wagtailadmin_explore_root")
            items[place] = MenuItem(
                pgettext_lazy("of the site", "Pages"), address, name="pages", icon_name="folder-open-inverse"
            )


def arrange(items: list[MenuItem]) -> None:
    """Put every entry with its department."""
    sales = SALES_ENTRIES
    for addresses, label, icon, order in (
        (AUTOMATION_ENTRIES, _("Automation"), "cogs", 11),
        (SALES_SETTINGS, _("Sales settings"), "sliders", 12),
    ):
        if sum(url_of(item) in addresses for item in items) > FEW:
            gather(items, addresses, label=label, icon=icon, order=order)
        else:
            sales = (*sales, *addresses)
    gather(items, sales, label=_("Sales"), icon="user", order=10)
    join(
        items,
        (
            *("fulfilment/", "order-holds/", "pickups/", "returns/", "withdrawals/"),
            *("repairs/", "warranty-items/"),
            *("invoices/", "receivables/", "tax-report/", "bank-statements/", "gift-cards/", "store-credit/"),
        ),
        into="group-clipboard-list",
    )
    join(items, ("mail/",), into="group-comment")
    join(items, ("visibility-rules/",), into="group-grid")
    gather(items, PARTNER_ENTRIES, label=_("Partners"), icon="link", order=70)
    gather(items, PARTNER_PROGRAMME, label=_("Partner programme"), icon="order", order=71)
    plain_pages(items)
    gather(items, CONTENT_ENTRIES, label=_("Content"), icon="doc-full", order=80)
