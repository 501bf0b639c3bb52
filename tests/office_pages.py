"""Every page type of the back office: the screenshots and the look for errors both go through them.

A page is an address, or an address with the link on it that leads on: the first entry of a list.
"""

from dataclasses import dataclass

ROW = "main table tbody td a[href*='{}']"


@dataclass(frozen=True)
class OfficePage:
    """Where a page of the back office is; `then` names the link on it that leads to the page itself."""

    path: str
    then: str = ""
    #: Looked at every day, so also drawn on a phone.
    is_daily: bool = False


def daily(path: str, then: str = "") -> OfficePage:
    """A page that staff open every day."""
    return OfficePage(path, then, is_daily=True)


CATALOGUE = "/cms/shop/catalogue/"
OFFICE_PAGES = {
    "office-home": daily("/cms/"),
    # Orders
    "office-orders": daily("/cms/shop/orders/"),
    "office-orders-board": daily("/cms/shop/orders/board/"),
    "office-order": daily("/cms/shop/orders/", "main table td a[href*='/orders/']"),
    "office-order-statistics": OfficePage("/cms/shop/orders/statistics/"),
    "office-bank-statements": daily("/cms/bank-statements/"),
    "office-reports": OfficePage("/cms/shop/reports/"),
    "office-report": OfficePage("/cms/shop/reports/?report_type=order_report"),
    # Sales
    "office-leads": daily("/cms/leads/"),
    "office-lead": daily("/cms/leads/", "main table td a[href*='/leads/']"),
    "office-lead-new": OfficePage("/cms/leads/new/"),
    "office-lead-report": OfficePage("/cms/leads/report/"),
    "office-lead-settings": OfficePage("/cms/lead-settings/"),
    "office-lead-scoring": OfficePage("/cms/lead-scoring/"),
    "office-lead-routing": OfficePage("/cms/lead-routing/"),
    "office-lead-calendars": OfficePage("/cms/lead-calendars/"),
    "office-deals": daily("/cms/deals/"),
    "office-deals-board": daily("/cms/deals/board/"),
    "office-deal": daily("/cms/deals/", "main table td a[href*='/deals/']"),
    "office-deal-reports": OfficePage("/cms/deal-reports/"),
    "office-deal-pipelines": OfficePage("/cms/deal-pipelines/"),
    "office-deal-competitors": OfficePage("/cms/deal-competitors/"),
    "office-abandoned-baskets": daily("/cms/abandoned-baskets/"),
    "office-abandoned-basket": OfficePage("/cms/abandoned-baskets/", "main table td a[href*='-baskets/']"),
    "office-discount-limits": OfficePage("/cms/discount-limits/"),
    "office-customers": daily("/cms/customers/"),
    "office-customers-board": daily("/cms/customers/board/"),
    "office-forecast": daily("/cms/forecast/"),
    "office-forecast-rows": OfficePage("/cms/forecast/rows/?part=achieved"),
    "office-quotas": OfficePage("/cms/quotas/"),
    "office-quotas-file": OfficePage("/cms/quotas/file/"),
    "office-commission-plans": OfficePage("/cms/commission-plans/"),
    "office-commission-plan-new": OfficePage("/cms/commission-plans/new/"),
    "office-commission-statements": daily("/cms/commission-statements/"),
    "office-commission-statement": daily("/cms/commission-statements/", "main table td a"),
    "office-account-shares": OfficePage("/cms/account-shares/"),
    "office-account-share-new": OfficePage("/cms/account-shares/new/"),
    "office-search": daily("/cms/search/?q=an"),
    "office-customers-change-all": OfficePage("/cms/lists/customers/all/owner/"),
    "office-customer": daily("/cms/customers/", "main table td a"),
    "office-suppressions": OfficePage("/cms/suppressions/"),
    "office-my-day": daily("/cms/my-day/"),
    "office-activities": daily("/cms/activities/"),
    "office-calendar": daily("/cms/activities/calendar/"),
    "office-calendar-week": OfficePage("/cms/activities/calendar/?view=week"),
    "office-activities-team": OfficePage("/cms/activities/team/"),
    "office-activity-plan": OfficePage("/cms/activities/plan/"),
    "office-activity-settings": OfficePage("/cms/activities/settings/"),
    "office-approvals": daily("/cms/approvals/"),
    "office-approvals-decided": OfficePage("/cms/approvals/decided/"),
    "office-delegations": OfficePage("/cms/delegations/"),
    "office-approval-routes": OfficePage("/cms/approval-routes/"),
    "office-sequences": daily("/cms/sequences/"),
    "office-sequence-new": OfficePage("/cms/sequences/new/"),
    "office-mail-templates": OfficePage("/cms/mail-templates/"),
    "office-mail-template-new": OfficePage("/cms/mail-templates/new/"),
    "office-customer-new": OfficePage("/cms/customers/new/"),
    "office-contact-imports": OfficePage("/cms/contact-imports/"),
    "office-rules": OfficePage("/cms/rules/"),
    "office-rule": daily("/cms/rules/", "main table td a[href*='/rules/']"),
    "office-rule-new": OfficePage("/cms/rules/new/"),
    "office-rules-failed": OfficePage("/cms/rules/failed/"),
    "office-webhooks": OfficePage("/cms/webhooks/"),
    "office-custom-fields": OfficePage("/cms/custom-fields/"),
    "office-custom-field-new": OfficePage("/cms/custom-fields/new/"),
    "office-customer-tags": OfficePage("/cms/customer-tags/"),
    "office-customer-duplicates": OfficePage("/cms/customer-duplicates/"),
    "office-companies": daily("/cms/companies/"),
    "office-company": daily("/cms/companies/", "main table td a"),
    "office-tax-exemptions": OfficePage("/cms/tax/exemptions/"),
    "office-tax-exemption-new": OfficePage("/cms/tax/exemptions/new/"),
    "office-vat-checks": OfficePage("/cms/tax/vat-checks/"),
    "office-vat-check": OfficePage("/cms/tax/vat-checks/", "main table td a"),
    # Service
    "office-reviews": daily("/cms/shop/reviews/"),
    "office-review": daily("/cms/shop/reviews/", "main table td a"),
    "office-mails": daily("/cms/mail/"),
    "office-mail": OfficePage("/cms/mail/", "main table td a"),
    "office-mail-previews": OfficePage("/cms/mail-tools/previews/"),
    "office-mail-preview": OfficePage("/cms/mail-tools/previews/", "main a[href*='/previews/']"),
    "office-alerts": OfficePage("/cms/shop/users/alerts/"),
    # Catalogue
    "office-products": daily(CATALOGUE),
    "office-product": daily(CATALOGUE, ROW.format("/products/")),
    "office-product-new": OfficePage(f"{CATALOGUE}products/create/"),
    "office-categories": OfficePage(f"{CATALOGUE}categories/"),
    "office-category": OfficePage(f"{CATALOGUE}categories/", "main a[href$='/update/']"),
    "office-product-types": OfficePage(f"{CATALOGUE}product-types/"),
    "office-product-type": OfficePage(f"{CATALOGUE}product-types/", "main a[href$='/update/']"),
    "office-attribute-options": OfficePage(f"{CATALOGUE}attribute-option-group/"),
    "office-attribute-option": OfficePage(f"{CATALOGUE}attribute-option-group/", "main table td a"),
    "office-options": OfficePage(f"{CATALOGUE}option/"),
    "office-option-new": OfficePage(f"{CATALOGUE}option/create/"),
    "office-low-stock": daily(f"{CATALOGUE}stock-alerts/"),
    "office-collections": OfficePage("/cms/shop/ranges/"),
    "office-collection": OfficePage("/cms/shop/ranges/", "main table tbody a[href*='/ranges/']"),
    "office-collection-products": OfficePage("/cms/shop/ranges/", "main a[href$='/products/']"),
    "office-suppliers": OfficePage("/cms/shop/partners/"),
    "office-supplier": OfficePage("/cms/shop/partners/", "main table td a[href*='/partners/']"),
    # Stock
    "office-stock": daily("/cms/stock/"),
    "office-stock-level": daily("/cms/stock/", "main table td a"),
    "office-stock-receive": OfficePage("/cms/stock/receive/"),
    "office-stock-counts": OfficePage("/cms/stock/counts/"),
    "office-stock-count-new": OfficePage("/cms/stock/counts/new/"),
    "office-stock-transfers": OfficePage("/cms/stock/transfers/"),
    "office-stock-transfer-new": OfficePage("/cms/stock/transfers/new/"),
    "office-stock-route": OfficePage("/cms/stock/route/"),
    "office-stock-load": OfficePage("/cms/stock/load/"),
    "office-product-import": OfficePage("/cms/catalogue-imports/"),
    "office-prices": OfficePage("/cms/catalogue-prices/"),
    "office-warehouses": OfficePage("/cms/warehouses/"),
    "office-warehouse": OfficePage("/cms/warehouses/", "main table td a[href*='edit']"),
    # Marketing
    "office-offers": daily("/cms/offers/"),
    "office-offer": daily("/cms/offers/", "main table td a"),
    "office-offer-new": daily("/cms/offers/new/"),
    "office-vouchers": daily("/cms/vouchers/"),
    "office-voucher": OfficePage("/cms/vouchers/", "main table td a"),
    "office-voucher-new": daily("/cms/vouchers/new/"),
    "office-voucher-sets": OfficePage("/cms/voucher-sets/"),
    "office-voucher-set-new": OfficePage("/cms/voucher-sets/new/"),
    # Partners
    "office-partners": daily("/cms/partner-accounts/"),
    "office-partner": OfficePage("/cms/partner-accounts/", "main table td a[href*='edit']"),
    "office-applications": OfficePage("/cms/partner-applications/"),
    "office-application": OfficePage("/cms/partner-applications/", "main table td a"),
    "office-commissions": OfficePage("/cms/commissions/"),
    "office-payouts": OfficePage("/cms/commission-payouts/"),
    # Content
    "office-pages": OfficePage("/cms/pages/"),
    "office-editorials": OfficePage("/cms/editorial/"),
    "office-editorial-new": OfficePage("/cms/editorial/add/"),
    "office-forms": OfficePage("/cms/form-builder/"),
    "office-form": OfficePage("/cms/form-builder/", "main table td a[href*='edit']"),
    "office-form-entries": daily("/cms/form-entries/"),
    "office-form-entry": daily("/cms/form-entries/", "main table td a[href*='/form-entries/']"),
    "office-snippets": OfficePage("/cms/snippets/"),
    # Settings
    "office-events": OfficePage("/cms/events/"),
    "office-event": OfficePage("/cms/events/", "main table td a[href*='/events/']"),
    "office-styleguide": daily("/cms/styleguide/"),
    "office-setup": OfficePage("/cms/setup/"),
    "office-setup-step": OfficePage("/cms/setup/", "main .setup-steps a"),
    "office-settings": OfficePage("/cms/shop-settings/"),
    "office-settings-shop": OfficePage("/cms/shop-settings/shop/"),
    "office-settings-money": OfficePage("/cms/shop-settings/money/"),
    "office-settings-delivery": OfficePage("/cms/shop-settings/delivery/"),
    "office-settings-tax": OfficePage("/cms/shop-settings/tax/"),
    "office-settings-payment": OfficePage("/cms/shop-settings/payment/"),
    "office-settings-mail": OfficePage("/cms/shop-settings/mail/"),
    "office-delivery-methods": OfficePage("/cms/delivery-methods/"),
    "office-tax-rates": OfficePage("/cms/tax/rates/"),
    "office-tax-rate": OfficePage("/cms/tax/rates/", "main table td a[href*='edit']"),
    "office-markets": OfficePage("/cms/tax/markets/"),
    "office-market": OfficePage("/cms/tax/markets/", "main table td a[href*='edit']"),
    "office-users-of-shop": OfficePage("/cms/shop/users/"),
}
