"""Rules that enrol and stop."""

import pytest

from crm_core.sequences.models import Enrolment
from crm_core.sequences.services import enrol
from shop.events.services import publish
from shop.order.events import OrderPlaced
from tests.crm_core.automation.rules import rule, work
from tests.crm_core.sequences.kit import reader, sequence
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db


def _ordered():
    order = OrderFactory(guest_email="ada@lindt.example")
    publish(OrderPlaced(order_id=order.pk))
    publish(OrderPlaced(order_id=order.pk))
    work()


def test_a_rule_enrols_once_and_the_order_that_started_it_does_not_end_it():
    reader(email="ada@lindt.example")
    line = sequence()
    rule({"id": "s", "do": "enrol", "with": {"sequence": str(line.pk)}})
    _ordered()
    enrolment = Enrolment.objects.get()
    assert (enrolment.state, enrolment.source.startswith("automation:")) == ("active", True)


def test_a_rule_stops_a_sequence():
    customer = reader(email="ada@lindt.example")
    line = sequence(stops_on_order=False)
    enrolment = enrol(customer, line)
    rule({"id": "s", "do": "stop_sequence", "with": {"sequence": str(line.pk)}})
    _ordered()
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.reason) == ("stopped", "by_rule")


def test_a_sequence_that_is_paused_takes_nobody_in_by_a_rule_either():
    reader(email="ada@lindt.example")
    line = sequence(state="paused")
    rule({"id": "s", "do": "enrol", "with": {"sequence": str(line.pk)}})
    _ordered()
    assert not Enrolment.objects.exists()
