"""Custom fields of two customers who become one: chosen one by one, and both restored by an undo."""

import os
import re

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from crm_core.custom_fields.queries import fields_for, values_of
from crm_core.custom_fields.services import convert, set_values
from crm_core.customers.merging.services import merge_customers, unmerge_customers
from crm_core.customers.models import Customer, CustomerMerge, RowHome
from tests.crm_core.custom_fields.kit import choice, field
from tests.crm_core.factories import CustomerFactory, staff_with

pytestmark = pytest.mark.django_db
#: Few in the suite; `KILN_FUZZ_EXAMPLES` asks for more.
EXAMPLES = int(os.environ.get("KILN_FUZZ_EXAMPLES", "20"))
pick = st.integers(min_value=0, max_value=3)
side = st.sampled_from(["survivor", "merged", None])
TOLD = st.lists(st.tuples(pick, st.sampled_from(["text", "several"]), st.integers(0, 2)), max_size=8)
MERGE = st.tuples(st.just("merge"), pick, pick, side, side)
STEPS = st.lists(st.one_of(MERGE, MERGE, st.tuples(st.just("undo"), pick, pick, side, side)), max_size=10)


class UndoError(Exception):
    """Leaves no row of an example behind."""


@pytest.fixture
def fields():
    return {"text": field("size"), "several": field("glaze", "multiple_choice", choices=["a", "b", "c"])}


@pytest.fixture
def people():
    return [CustomerFactory(name=name) for name in ("Mara", "Maria", "Ada", "Paul")]


def held(customers, fields):
    known = values_of([customer.pk for customer in customers], list(fields.values()))
    return [
        {name: known.get(customer.pk, {}).get(one.pk) for name, one in fields.items()}
        for customer in customers
    ]


def tell(customer, of, number):
    several = list(of.choices.order_by("pk").values_list("pk", flat=True))
    set_values(customer, {of: tuple(several[: number + 1]) if several else str(number)}, by=None)


def expected(survivor, merged, sides):
    """Say what a survivor shows, from what both showed."""
    shown = {}
    for name, said in sides.items():
        first, second = (merged, survivor) if said == "merged" else (survivor, merged)
        shown[name] = first[name] if said == "survivor" else first[name] or second[name]
    return shown


def play(fields, steps):
    for step, one, other, text, several in steps:
        if step == "undo":
            merges = CustomerMerge.objects.filter(undone_at=None).order_by("pk")
            if merges:
                unmerge_customers(merges[one % len(merges)], by=None)
            continue
        customers = list(Customer.objects.order_by("pk"))
        survivor, merged = customers[one % len(customers)], customers[other % len(customers)]
        if survivor == merged:
            continue
        sides = {"text": text, "several": several}
        before = held([survivor, merged], fields)
        choices = {f"custom_field:{fields[name].pk}": said for name, said in sides.items() if said}
        merge_customers(survivor, merged, by=None, choices=choices, despite_refusal=True)
        assert held([survivor], fields) == [expected(*before, sides)]


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(TOLD, STEPS)
def test_whatever_is_chosen_and_undone_each_record_has_its_own_values_again(fields, people, told, steps):
    try:
        with transaction.atomic():
            for one, name, number in told:
                tell(people[one], fields[name], number)
            before = held(people, fields)
            play(fields, steps)
            for left in CustomerMerge.objects.filter(undone_at=None).order_by("-pk"):
                unmerge_customers(left, by=None)
            after, homes = held(people, fields), RowHome.objects.count()
            raise UndoError  # noqa: TRY301 - what was written must go
    except UndoError:
        assert (after, homes) == (before, 0)


def merged(fields, people, said):
    mara, maria = people[:2]
    tell(mara, fields["text"], 1)
    tell(maria, fields["text"], 2)
    choices = {f"custom_field:{fields['text'].pk}": said}
    return mara, maria, merge_customers(mara, maria, by=None, choices=choices)


@pytest.mark.parametrize(("new", "shown"), [("9", "9"), (None, None)], ids=["changed", "emptied"])
def test_value_that_was_changed_since_stays_and_the_other_is_back(fields, people, new, shown):
    mara, maria, merge = merged(fields, people, "merged")
    set_values(mara, {fields["text"]: new}, by=None)
    assert [each["text"] for each in held([mara], fields)] == [shown]

    merge_customers(mara, people[2], by=None)
    assert [each["text"] for each in held([mara], fields)] == [shown]
    unmerge_customers(merge, by=None)
    assert [each["text"] for each in held([mara, maria], fields)] == [shown, "2"]


def test_change_of_kind_keeps_whose_a_value_is(fields, people):
    mara, maria, merge = merged(fields, people, "merged")
    fields["text"].refresh_from_db()
    convert(fields["text"], "long_text", by=None)
    fields["text"].refresh_from_db()

    unmerge_customers(merge, by=None)
    assert [each["text"] for each in held([mara, maria], fields)] == ["1", "2"]


def test_page_of_the_two_offers_the_values_that_differ(client, site, fields, people):
    mara, maria = people[:2]
    color = field("color")
    set_values(mara, {fields["text"]: "41", color: "blue"}, by=None)
    glazes = (choice(fields["several"], "a").pk,)
    set_values(maria, {fields["text"]: "42", color: "blue", fields["several"]: glazes}, by=None)
    client.force_login(
        staff_with("customers.view_customer", "customers.change_customer", "customers.merge_customer")
    )
    page = f"/cms/customer-duplicates/{mara.pk}/{maria.pk}/"

    body = client.get(page).content.decode()
    name = f"choice-custom_field:{fields['text'].pk}"
    assert set(re.findall(r'name="(choice-custom_field:[^"]+)"', body)) == {name}
    client.post(page, {"decision": "merge", "survivor": mara.pk, name: maria.pk})

    assert values_of([mara.pk], list(fields_for())) == {
        mara.pk: {fields["text"].pk: "42", color.pk: "blue", fields["several"].pk: glazes}
    }
