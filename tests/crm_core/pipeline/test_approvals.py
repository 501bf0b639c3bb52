"""A rep's discount above the limit waits for the manager; a deal that ends, ends the sequences of its customer."""

from decimal import Decimal

import pytest

from crm_core.approvals.models import ApprovalRoute
from crm_core.approvals.services import decide
from crm_core.customers.models import Team
from crm_core.pipeline.approvals import ask
from crm_core.pipeline.errors import RequirementsError
from crm_core.pipeline.services import NewLine, change_line, lose_deal, move_deal
from crm_core.sequences.services import enrol
from shop.events.tasks import deliver_due
from tests.crm_core.factories import staff_with
from tests.crm_core.pipeline.factories import deal, price_reason, stage
from tests.crm_core.sequences.kit import reader, sequence
from tests.shop.factories import ProductFactory

pytestmark = pytest.mark.django_db


def test_a_discount_above_the_limit_keeps_a_deal_from_its_stage_until_it_is_approved():
    rep, boss = staff_with("customers.view_customer"), staff_with()
    Team.objects.create(name="North", manager=boss).members.add(rep)
    ApprovalRoute.objects.create(kind="deal", limit=20)
    goal = stage("Offer made")
    goal.requires = ["discount"]
    goal.save()
    product = ProductFactory(price="12.00")
    modest = deal(lines=[NewLine(product=product, quantity=3, discount=Decimal(20))])
    held = deal(lines=[NewLine(product=product, quantity=3, discount=Decimal(25))])
    move_deal(modest, goal, by=rep)
    with pytest.raises(RequirementsError):
        move_deal(held, goal, by=rep)
    refused = ask(held, by=rep, reason="A big order.")
    decide(refused, by=boss, is_approved=False, comment="Too much.")
    with pytest.raises(RequirementsError):
        move_deal(held, goal, by=rep)
    decide(ask(held, by=rep, reason="A very big order."), by=boss, is_approved=True)
    line = held.lines.get()
    change_line(line, quantity=3, discount=Decimal(40), by=rep)
    held.refresh_from_db()
    with pytest.raises(RequirementsError):  # what was approved was another discount
        move_deal(held, goal, by=rep)
    change_line(line, quantity=3, discount=Decimal(25), by=rep)
    held.refresh_from_db()
    move_deal(held, goal, by=rep)
    held.refresh_from_db()
    assert held.stage == goal


def test_a_lost_deal_ends_the_sequences_of_its_customer():
    customer = reader()
    enrolment = enrol(customer, sequence())
    lose_deal(deal(customer=customer), price_reason(), by=None)
    deliver_due()
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.reason) == ("stopped", "deal_lost")
