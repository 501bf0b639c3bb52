"""Sales in the demo: who sells to whom, what was won and lost, what is to be done, and what it earns.

It comes after the regular customers, whose orders it is about, and is there once: all of it or nothing.
"""

from datetime import datetime

from django.db import transaction

from config.demo.sales_deals import DealWriter, orders_by_company
from config.demo.sales_leads import add_leads
from config.demo.sales_money import add_commissions, add_forecast, add_quotas
from config.demo.sales_team import add_team, give_customers
from config.demo.sales_work import add_days, add_past
from crm_core.pipeline.models import Deal


@transaction.atomic
def add_sales(*, now: datetime) -> int:
    """Add it; return how many deals are new."""
    if Deal.objects.filter(source__startswith="demo:").exists():
        return 0
    reps = add_team()
    companies = give_customers(reps)
    if not companies:
        return 0
    orders = orders_by_company(companies)
    writer = DealWriter(now=now)
    for company in companies:
        writer.plan(company, orders[company.pk])
    number = writer.write()
    opened = [writer.open(company, orders[company.pk], place) for place, company in enumerate(companies)]
    number += len([deal for deal in opened if deal is not None])
    first = {deal.customer_id: deal for deal in reversed(writer.deals) if deal.state == Deal.State.WON}
    add_leads(companies, first, reps, now=now)
    add_past(companies, now=now)
    people = list(reps.values())
    add_days(people, now=now)
    add_quotas(people, now=now)
    add_commissions(people, now=now)
    add_forecast(now=now)
    return number
