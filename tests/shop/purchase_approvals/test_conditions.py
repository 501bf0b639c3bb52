"""Which orders need an approval, and whose."""

from decimal import Decimal

import pytest

from shop.b2b.models import CompanyRole, CostCentre, Department
from shop.b2b.presets import BUYER, preset_role
from shop.purchase_approvals.models import PurchaseRequest
from shop.purchase_approvals.sentences import condition_words
from tests.shop.factories import CategoryFactory, ProductFactory
from tests.shop.purchase_approvals import kit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
D = Decimal


@pytest.fixture
def firm():
    return kit.company("Argile", parent=kit.company("Group"))


@pytest.fixture
def boss(firm):
    return kit.approver(firm)


def asked(request):
    return sorted(one.name for one in request.steps.get(level=1).approvers.all())


def needs(client, buyer, product=None, **typed):
    kit.submit(client, buyer, product, **typed)
    return PurchaseRequest.objects.exists()


@pytest.mark.parametrize(
    ("condition", "is_met"),
    [
        ({"total_above": None}, True),
        ({"total_above": D(1000)}, False),
        ({"total_above": None, "delivery_above": D(1)}, True),
        ({"total_above": None, "delivery_above": D(500)}, False),
        ({"total_above": None, "lines_above": 0}, True),
        ({"total_above": None, "lines_above": 1}, False),
        ({"total_above": D(1), "lines_above": 1}, False),
        ({"total_above": D(1), "is_over_budget": True}, False),
    ],
)
def test_every_condition_that_is_set_has_to_be_met(client, firm, boss, condition, is_met):
    kit.rule(firm, **condition)

    assert needs(client, kit.person(firm)) is is_met


@pytest.mark.parametrize(
    ("condition", "is_met"),
    [
        ({"total_above": None}, True),
        ({"total_above": D(1000)}, False),
        ({"total_above": D(1), "lines_above": 1}, True),
        ({"total_above": D(1000), "lines_above": 0}, True),
        ({"total_above": D(1000), "lines_above": 1, "is_over_budget": True}, False),
        ({"total_above": D(1000), "role": BUYER}, True),
        ({"total_above": D(1000), "category": True}, False),
    ],
)
def test_one_condition_suffices_where_the_rule_says_so(client, firm, boss, condition, is_met):
    if "role" in condition:
        condition = {**condition, "role": preset_role(BUYER)}
    if "category" in condition:
        condition = {**condition, "category": CategoryFactory()}
    kit.rule(firm, meets="any", **condition)

    assert needs(client, kit.person(firm)) is is_met


def test_a_rule_of_one_condition_of_several_says_so(firm):
    rule = kit.rule(firm, meets="any", total_above=D(5), lines_above=2)

    assert condition_words(rule) == "One of: above €5.00, more than 2 products"


@pytest.mark.parametrize("is_theirs", [True, False])
@pytest.mark.parametrize("field", ["contact", "department", "cost_centre"])
def test_rules_of_a_person_department_or_cost_centre(client, firm, boss, field, is_theirs):
    buyer = kit.person(firm)
    contact = buyer.company_contact
    mine = {
        "contact": contact,
        "department": Department.objects.create(company=firm, name="Lab"),
        "cost_centre": CostCentre.objects.create(company=firm, code="1"),
    }
    if is_theirs and field != "contact":
        setattr(contact, field, mine[field])
        contact.save()
    wanted = mine[field] if is_theirs or field != "contact" else boss.company_contact
    kit.rule(firm, total_above=None, **{field: wanted})

    assert needs(client, buyer) is is_theirs


def test_rule_of_a_role_counts_who_has_none_as_a_buyer(client, firm, boss):
    buyer = kit.person(firm)
    contact = buyer.company_contact
    contact.role = None
    contact.save()
    kit.rule(firm, role=preset_role(BUYER))

    assert needs(client, buyer)


def test_category_counts_what_lies_below(client, firm, boss):
    top = CategoryFactory()
    below = CategoryFactory(parent=top)
    kit.rule(firm, total_above=None, category=top)

    assert needs(client, kit.person(firm), ProductFactory(price="24.00", categories=[below]))


def test_rules_of_a_parent_come_first_and_those_of_another_company_not_at_all(client, firm, boss):
    chief = kit.administrator(firm.parent, "Chief")
    kit.rule(firm, kit.named(boss), name="Ours")
    kit.rule(firm.parent, kit.named(chief), name="Group's")
    kit.rule(kit.company("Other"), name="Theirs")

    request = kit.submitted(client, kit.person(firm))

    assert [step.rule_name for step in request.steps.all()] == ["Group's", "Ours"]


def test_same_people_are_not_asked_twice(client, firm, boss):
    kit.rule(firm, kit.named(boss), name="One")
    kit.rule(firm, kit.named(boss), name="Two")

    assert kit.submitted(client, kit.person(firm)).steps.count() == 1


def test_head_of_the_department_approves_for_it(client, firm):
    lab, yard = (Department.objects.create(company=firm, name=name) for name in ("Lab", "Yard"))
    head = CompanyRole.objects.create(company=firm, name="Head", grants={"orders.approve": 2})
    for name, department in (("Lena", lab), ("Yan", yard)):
        contact = kit.person(firm, name, department=department).company_contact
        contact.role = head
        contact.save()
    kit.rule(firm)

    request = kit.submitted(client, kit.person(firm, department=lab))

    assert asked(request) == ["Lena"]


def test_where_nobody_is_left_administrators_are_asked(client, firm):
    chief = kit.administrator(firm, "Chief")
    buyer = kit.person(firm)
    kit.rule(firm, kit.named(buyer))

    request = kit.submitted(client, buyer)

    assert [one.user for one in request.steps.get().approvers.all()] == [chief]
