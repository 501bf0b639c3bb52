"""What the start page says of customers."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.customers.access.rows import VIEW, VIEW_ALL
from crm_core.customers.models import Customer
from shop.backoffice.figures import FIGURES, Figure, Reading, Row, capped_count, days_back
from shop.configuration.queries import shop_currency
from shop.formats import format_money

WEEK = timedelta(days=7)
TOP = 5


def new_customers() -> Reading:
    """Who we have known for less than a week."""
    since, day = days_back(WEEK.days)
    found = Customer.objects.filter(created_at__gte=since)
    url = f"{reverse('customers:index')}?created_at_from={day}"
    return Reading(value=capped_count(found)[1], note=_("within seven days"), url=url)


def top_customers() -> Reading | None:
    """Who bought most so far."""
    best = Customer.objects.filter(spent__gt=0).order_by("-spent", "-pk")[:TOP]
    rows = [
        Row(
            label=customer.name or _("Customer %(id)s") % {"id": customer.pk},  # one answer for all who look
            value=format_money(customer.spent, shop_currency()),
            url=reverse("customers:inspect", args=[customer.pk]),
        )
        for customer in best
    ]
    return Reading(rows=rows) if rows else None


FIGURES.register(
    Figure(
        name="customers-new",
        section="sales",
        label=gettext_lazy("New customers"),
        permission="customers.change_customer",
        beside=(VIEW_ALL,),
        read=new_customers,
        order=10,
    )
)
FIGURES.register(
    Figure(
        name="customers-top",
        section="sales",
        label=gettext_lazy("Top customers"),
        permission="backoffice.view_figures",
        beside=(VIEW, VIEW_ALL),
        read=top_customers,
        order=50,
        is_heavy=True,
    )
)
