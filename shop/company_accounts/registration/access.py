"""What staff need to see and to decide applications."""

VIEW = "company_accounts.view_companyapplication"
DECIDE = "company_accounts.decide_companyapplication"
DOCUMENTS = "company_accounts.view_applicationdocument"
