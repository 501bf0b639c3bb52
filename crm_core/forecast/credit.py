"""For whom an order counts: the account, its representative and its territory, as SQL.

The orders of somebody who works for a company count for the company's record where there is one, as its
scores count them; else for the person's own. Representative and territory are the account's, and where it has
none the person's.
"""

from django.db.models import BigIntegerField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from crm_core.customers.models import Customer

OWNER, TERRITORY, ACCOUNT = "credit_owner", "credit_territory", "credit_account"


def credited(customer: str) -> dict[str, Coalesce]:
    """Return annotations of rows whose field `customer` is who ordered, for `annotate`."""
    account = Customer.objects.filter(
        kind=Customer.Kind.COMPANY, company=OuterRef(f"{customer}__company")
    ).order_by("pk")
    columns = {ACCOUNT: ("pk", f"{customer}__pk"), OWNER: ("owner", f"{customer}__owner")}
    columns[TERRITORY] = ("territory", f"{customer}__territory")
    return {
        name: Coalesce(Subquery(account.values(of_account)[:1]), F(own), output_field=BigIntegerField())
        for name, (of_account, own) in columns.items()
    }
