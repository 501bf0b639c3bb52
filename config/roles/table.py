"""Which role may do what. `docs/roles.md` shows the same table and is held to it by a test.

A right is named `app.model: actions`; `view`, `add`, `change` and `delete` are Django's. Every
role includes the right to enter the back office. Rights of an app that is not installed are
left out when the groups are made.
"""

from config.roles.partner_rights import LEADS_AT_PARTNERS, PARTNER_PAYMENTS, PARTNER_PROGRAMME
from config.roles.role import ALL, EDIT, VIEW, Role

_REPAIRS_SEEN = {"warranties.repair": VIEW, "warranties.warrantyunit": VIEW}
_ORDERS_SEEN = {
    **{f"order.{name}": VIEW for name in ("order", "line", "ordernote")},
    "returns.return": VIEW,
    **_REPAIRS_SEEN,
}
_DOCUMENTS_SEEN = {"documents.document": VIEW}
_MONEY_BACK = {"payments.refund": "view add"}
_STORED_VALUE = {"store_credit.ledgeraccount": "view grant", "gift_cards.giftcard": "view add change"}
_STATEMENTS = {"payments.bankstatement": "view add", "payments.bankentry": "view change"}
#: All customers; "view" alone shows those that somebody owns (`crm_core.customers.access`).
ALL_CUSTOMERS = "view view_all"
_CUSTOMERS_SEEN = {"customers.customer": ALL_CUSTOMERS, "b2b.company": VIEW}
_PARTS = ("companycontact", "companygroup", "companylocation", "department", "costcentre")
_COMPANY_STRUCTURE = {f"b2b.{name}": ALL for name in _PARTS}
#: What companies allow their people: budgets, and orders that wait for an approval.
_COMPANY_LIMITS = {"budgets.budget": VIEW, "purchase_approvals.purchaserequest": VIEW}
_WRITING = {
    "wagtailcore.page": "add change",
    "wagtailimages.image": "add change choose",
    "wagtaildocs.document": "add change choose",
    "simple_translation.translation": "submit",
    "content.editorial": "view add change",
    "content.form": "view add change",
}
# What staff write of customers and to them, with the steps that follow.
_CONVERSATIONS = {
    "timeline.timelineentry": "add mail",
    "activities.activity": EDIT,
    "timeline.mailtemplate": "view add change",
}
# What is asked of them and by them, and who stands in for them.
_APPROVALS = {"approvals.approval": VIEW, "approvals.delegation": ALL}
_SEQUENCES = {"sequences.sequence": EDIT, "sequences.enrolment": EDIT}
_SEQUENCES_USED = {"sequences.sequence": VIEW, "sequences.enrolment": EDIT}
#: Deals of the customers that somebody sees, and who else sells.
_DEALS = {
    "pipeline.deal": "view add change export",
    "account_plans.accountplan": EDIT,
    "pipeline.competitor": "view add change",
    "pipeline.pipeline": VIEW,
    "pipeline.lossreason": VIEW,
}
_QUOTES = {"quotes.quote": f"{EDIT} export margin", "quotes.quotetemplate": EDIT}
_STOCK_SEEN = {"stock.stocklevel": VIEW}
#: From whom we buy, what is on order and what arrived.
_PURCHASING = {
    "purchasing.purchaseorder": EDIT,
    "purchasing.vendor": EDIT,
    "purchasing.vendorproduct": ALL,
    "purchasing.reorderrule": ALL,
}
_CATALOGUE_SEEN = {"catalogue.product": VIEW, "catalogue.category": VIEW, "partner.stockrecord": VIEW}

ROLES: tuple[Role, ...] = (
    Role(
        name="sales",
        purpose="Looks after customers and companies, sees their orders.",
        rights={
            **_STOCK_SEEN,
            **_ORDERS_SEEN,
            **_DOCUMENTS_SEEN,
            **_CATALOGUE_SEEN,
            "catalogue_visibility.visibilityrule": VIEW,
            "partner.pricelist": VIEW,
            "customers.customer": f"{EDIT} view_all export merge",
            "consents.consent": "view add",
            "consents.suppression": VIEW,
            **_CONVERSATIONS,
            **_APPROVALS,
            **_SEQUENCES,
            "pipeline.deal": f"{ALL} export report",
            **_QUOTES,
            "account_plans.accountplan": ALL,
            "pipeline.competitor": ALL,
            "pipeline.pipeline": EDIT,
            "pipeline.lossreason": EDIT,
            "timeline.timelineentry": "add delete mail",
            "order_entry.orderdraft": "enter",
            "act_as.actassession": "start",
            "abandoned_baskets.abandonedbasket": VIEW,
            "activities.activity": f"{EDIT} export",
            "profile.tag": ALL,
            "custom_fields.customfield": EDIT,
            "contact_import.contactfile": "import",
            "segments.segment": VIEW,
            "automation.rule": f"{ALL} press pause",
            "automation.rulerun": "view change",
            "automation.webhookendpoint": VIEW,
            "b2b.company": EDIT,
            "tenders.tender": "view change bid",
            "company_accounts.companyapplication": "view decide",
            "company_accounts.applicationdocument": VIEW,
            "trade_credit.receivable": VIEW,
            **_COMPANY_STRUCTURE,
            **_COMPANY_LIMITS,
            "tax.taxexemption": EDIT,
            "tax.vatcheck": VIEW,
            "interactions.interaction": VIEW,
            "commissions.commission": VIEW,
            "deal_registrations.dealregistration": VIEW,
            "backoffice.figures": VIEW,
            "forecast.quota": VIEW,
            "rep_commissions.statement": VIEW,
            "leads.lead": f"{ALL} assign view_unassigned export",
            "leads.scorerule": ALL,
            "leads.routingrule": ALL,
            "leads.businesscalendar": ALL,
            "leads.leadcapacity": ALL,
            "leads.absence": ALL,
            "leads.leadsettings": "change",
            **LEADS_AT_PARTNERS,
        },
    ),
    Role(
        name="sales representative",
        purpose="Looks after the customers that they own and sees their orders, nobody else's.",
        rights={
            **_STOCK_SEEN,
            **_CATALOGUE_SEEN,
            "catalogue_visibility.visibilityrule": VIEW,
            "partner.pricelist": VIEW,
            "order.order": VIEW,
            "order.line": VIEW,
            **_DOCUMENTS_SEEN,
            "returns.return": VIEW,
            **_REPAIRS_SEEN,
            **_CONVERSATIONS,
            **_APPROVALS,
            **_SEQUENCES_USED,
            **_DEALS,
            "pipeline.deal": "view add change export report",
            **_QUOTES,
            "customers.customer": f"{EDIT} export",
            "tenders.tender": "view bid",
            "leads.lead": EDIT,
            "order_entry.orderdraft": "enter",
            "act_as.actassession": "start",
            "abandoned_baskets.abandonedbasket": VIEW,
            "automation.rule": "view press",
            "profile.tag": EDIT,
            "consents.consent": "view add",
            "interactions.interaction": VIEW,
            "forecast.quota": VIEW,
            "rep_commissions.statement": VIEW,
        },
    ),
    Role(
        name="service",
        purpose="Answers customers, changes and cancels orders, sends money back, moderates reviews.",
        rights={
            **_MONEY_BACK,
            "documents.document": "view add",
            **_STORED_VALUE,
            **_STOCK_SEEN,
            **_CUSTOMERS_SEEN,
            **_CATALOGUE_SEEN,
            **_CONVERSATIONS,
            **_APPROVALS,
            "sequences.sequence": VIEW,
            "sequences.enrolment": "view change",
            "customers.customer": "view view_all change merge erase",
            "order_entry.orderdraft": "enter",
            "act_as.actassession": "start",
            "abandoned_baskets.abandonedbasket": VIEW,
            "consents.consent": "view add",
            "consents.suppression": "view add change",
            "profile.tag": EDIT,
            "order.order": "view change",
            "order.line": "view change",
            "order.ordernote": ALL,
            "returns.return": EDIT,
            "warranties.repair": EDIT,
            "warranties.warrantyunit": VIEW,
            "withdrawal.withdrawal": VIEW,
            "fulfilment.shipment": VIEW,
            "order_holds.orderhold": "view add release",
            "trade_credit.receivable": VIEW,
            "trade_credit.invoicedispute": "change",
            "reviews.productreview": "view change",
            "customer.productalert": ALL,
            "mail.mail": "view change",
            "interactions.interaction": VIEW,
            "content.formentry": "view change",
        },
    ),
    Role(
        name="fulfilment",
        purpose="Packs and dispatches orders, keeps the stock.",
        rights={
            "stock.stocklevel": "view change",
            "stock.warehouse": VIEW,
            **_CATALOGUE_SEEN,
            "order.order": "view change dispatch",
            **_DOCUMENTS_SEEN,
            "order.line": "view change",
            "order.ordernote": EDIT,
            "returns.return": "view change",
            "warranties.repair": "view change",
            "warranties.warrantyunit": VIEW,
            "fulfilment.shipment": VIEW,
            "order_holds.orderhold": "view add release",
            "partner.stockrecord": "view change",
            "partner.stockalert": "view change",
            **_PURCHASING,
        },
    ),
    Role(
        name="catalogue",
        purpose="Keeps products, categories, prices and stock.",
        rights={
            "stock.stocklevel": "view change",
            "stock.warehouse": EDIT,
            "catalogue.product": ALL,
            "catalogue.productclass": EDIT,
            "catalogue.category": ALL,
            "search.searchdocument": VIEW,
            "catalogue_visibility.visibilityrule": ALL,
            "catalogue.option": ALL,
            "catalogue.attributeoptiongroup": ALL,
            "catalogue.productimage": ALL,
            "partner.partner": "view add change",
            "partner.stockrecord": ALL,
            "partner.pricelist": ALL,
            "partner.stockalert": "view change",
            "offer.range": ALL,
            **_PURCHASING,
            "wagtailimages.image": "add change choose",
        },
    ),
    Role(
        name="marketing",
        purpose="Writes pages, offers, vouchers and letters; sees customers, not their money.",
        rights={
            **_CATALOGUE_SEEN,
            "search.searchdocument": VIEW,
            **_APPROVALS,
            **_SEQUENCES,
            "customers.customer": ALL_CUSTOMERS,
            "consents.consent": VIEW,
            "consents.suppression": "view add",
            "interactions.interaction": VIEW,
            "recommendations.recommendationmodel": "view manage",
            "timeline.mailtemplate": ALL,
            "abandoned_baskets.abandonedbasket": VIEW,
            "partner_assets.asset": ALL,
            "segments.segment": EDIT,
            "automation.rule": f"{ALL} pause",
            "automation.rulerun": "view change",
            "offer.conditionaloffer": ALL,
            "offer.range": ALL,
            "promotions.promotion": "view add change approve",
            "promotions.results": VIEW,
            "catalogue_promotions.cataloguepromotion": ALL,
            "voucher.voucher": ALL,
            "voucher.voucherset": ALL,
            "reviews.productreview": ALL,
            "wagtailcore.page": "add change publish",
            "wagtailimages.image": "add change delete choose",
            "wagtaildocs.document": "add change delete choose",
            "wagtailredirects.redirect": "add change delete",
            "simple_translation.translation": "submit",
            "content.editorial": f"{ALL} publish",
            "content.menu": ALL,
            "content.form": ALL,
            "content.formentry": "view change export delete",
        },
    ),
    Role(
        name="content editor",
        purpose="Writes pages and sends them to be approved; publishes nothing.",
        rights={**_CATALOGUE_SEEN, **_WRITING},
    ),
    Role(
        name="content approver",
        purpose="Reads what editors send, approves it or sends it back, and publishes.",
        rights={
            **_CATALOGUE_SEEN,
            **_WRITING,
            "wagtailcore.page": "add change publish lock unlock",
            "content.editorial": f"{ALL} publish",
            "content.menu": EDIT,
        },
    ),
    Role(
        name="partner manager",
        purpose="Looks after the companies that sell for us and what they earn.",
        rights={
            **_CUSTOMERS_SEEN,
            "b2b.company": EDIT,
            **_COMPANY_STRUCTURE,
            **PARTNER_PROGRAMME,
            **_APPROVALS,
        },
    ),
    Role(
        name="accounting",
        purpose="Books bank statements, notes money by hand, writes off, sends money back.",
        rights={
            "backoffice.figures": VIEW,
            **_APPROVALS,
            **_ORDERS_SEEN,
            **_MONEY_BACK,
            **_STATEMENTS,
            "store_credit.ledgeraccount": "view grant adjust",
            "gift_cards.giftcard": "view add change export",
            "payments.charge": "view add",
            "withdrawal.withdrawal": VIEW,
            "order.order": "view change",
            "order_holds.orderhold": "view add release",
            "documents.document": "view add",
            "documents.documenttax": VIEW,
            "trade_credit.receivable": VIEW,
            "trade_credit.creditaccount": "limit approve",
            "trade_credit.invoicedispute": "change",
            "rep_commissions.statement": "view view_all pay",
            **PARTNER_PAYMENTS,
        },
    ),
    Role(
        name="admin",
        purpose="May do everything, users and groups included.",
        rights={"*": "*"},
    ),
)

_SALES_MANAGER = Role(
    name="sales manager",
    purpose="Leads sales: does what sales do, sets quotas and commission plans, approves what others earn.",
    rights={
        **ROLES[0].rights,
        "act_as.actassession": "view start",
        "forecast.quota": "view change",
        "rep_commissions.commissionplan": EDIT,
        "rep_commissions.accountshare": ALL,
        "rep_commissions.statement": "view view_all approve pay",
    },
)
ROLES = (*ROLES[:2], _SALES_MANAGER, *ROLES[2:])
