"""The rows of a company's invoices and credit."""

from tests.access.rules import Rule, row, rows

OWN = "company buyer"
PAYMENT = "company/invoices/payments/<str:number>/"
ITS_PAYMENT = "/company/invoices/payments/{company_payment.number}/"

INVOICES = [
    *rows(Rule.COMPANY, "company/credit/", "company/invoices/", "company/invoices/invoices.csv"),
    *rows(Rule.COMPANY, "company/invoices/statement/", "company/invoices/pay/"),
    row(
        Rule.COMPANYS_OWN,
        "company/invoices/<str:number>.pdf",
        "/company/invoices/{company_invoice.number}.pdf",
        owner=OWN,
    ),
    row(
        Rule.COMPANYS_OWN,
        "company/invoices/<str:number>/dispute/",
        "/company/invoices/{company_invoice.number}/dispute/",
        owner=OWN,
    ),
    row(Rule.COMPANYS_OWN, PAYMENT, ITS_PAYMENT, owner=OWN),
    row(Rule.COMPANYS_OWN, f"{PAYMENT}return/", f"{ITS_PAYMENT}return/", owner=OWN),
    row(Rule.COMPANYS_OWN, f"{PAYMENT}prepare/", f"{ITS_PAYMENT}prepare/", owner=OWN, is_post_only=True),
]
