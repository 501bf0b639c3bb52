"""Partners who register one end customer at the same moment, and order one deal twice."""

from functools import partial

from django.utils import timezone

from partners.deal_registrations.buying import basket_for
from partners.deal_registrations.models import DealRegistration
from partners.deal_registrations.services import submit
from shop.order.exceptions import OrderRefused
from shop.order.models import Order
from shop.user.models import User
from tests.crm_core.pipeline.factories import first_pipelines
from tests.partners.deal_registrations.factories import approved, draft
from tests.races.running import refused_is_fine
from tests.shop.checkout.race import at_once
from tests.shop.factories import CountryFactory, OrderFactory, ProductFactory


def registering(partners):
    """Have so many partners claim one end customer, each by another name of it."""
    CountryFactory()
    names = ["Harbour Hotel", "Harbour Hotel GmbH", "The Harbour", "HH Betriebs AG"]
    drafts = [draft(customer_name=names[number % len(names)]).pk for number in range(partners)]
    answers = at_once([partial(_submit, pk) for pk in drafts])
    rows = DealRegistration.objects.all()
    return {
        "done": answers.count("done") == partners,
        "first": rows.filter(was_first=True).count(),
        "told": sum(one.matches.filter(is_conflict=True).exists() for one in rows.filter(was_first=False)),
    }


def _submit(pk):
    registration = DealRegistration.objects.select_related("created_by").get(pk=pk)
    submit(registration, by=registration.created_by, now=timezone.now())
    return "done"


def ordering(clicks):
    """Have a partner order all pieces of one deal in so many windows."""
    CountryFactory()
    first_pipelines()
    cup = ProductFactory(price="119.00", num_in_stock=1000)
    registration = approved(lines=[(cup, 10)], granted={"discount": 10})
    user = registration.created_by
    baskets = [basket_for(registration, by=user, now=timezone.now()) for _click in range(clicks)]
    answers = at_once([partial(_order, user.pk, basket) for basket in baskets])
    return {"done": answers.count("done"), "orders": Order.objects.count()}


def _order(user_id, basket):
    def work():
        OrderFactory(user=User.objects.get(pk=user_id), basket=basket)
        return "done"

    return refused_is_fine(work, OrderRefused)
