"""Sales in the demo: who sells to whom, what was won and lost, what is to be done, and what it earns.

It comes after the regular customers, whose orders it is about, in short transactions beside a shop that is
served meanwhile. Each part is there once; begun and not finished, it goes on.
"""

from datetime import datetime

from config.demo.sales_approvals import add_approvals
from config.demo.sales_baskets import add_baskets
from config.demo.sales_deals import DealWriter, first_deals, orders_by_company
from config.demo.sales_leads import add_leads
from config.demo.sales_money import add_commissions, add_forecast, add_quotas
from config.demo.sales_plans import add_plans
from config.demo.sales_rules import add_rules
from config.demo.sales_sequences import add_sequences
from config.demo.sales_team import add_team, give_customers
from config.demo.sales_work import add_days, add_past
from crm_core.pipeline.models import Deal


def add_sales(*, now: datetime) -> int:
    """Add what is missing of it; return how many deals are new."""
    before = Deal.objects.count()
    reps = add_team()
    companies = give_customers(reps)
    if not companies:
        return 0
    orders = orders_by_company(companies)
    writer = DealWriter(now=now)
    for company in companies:
        writer.plan(company, orders[company.pk])
    writer.write()
    for place, company in enumerate(companies):
        writer.open(company, orders[company.pk], place)
    add_leads(companies, first_deals(companies), reps, now=now)
    add_past(companies, now=now)
    people = list(reps.values())
    add_days(people, now=now)
    add_approvals(reps, now=now)
    add_sequences(companies, now=now)
    add_baskets(now=now)
    add_rules(now=now)
    add_quotas(people, now=now)
    add_plans(companies, now=now)
    add_commissions(people, now=now)
    add_forecast(now=now)
    return Deal.objects.count() - before
