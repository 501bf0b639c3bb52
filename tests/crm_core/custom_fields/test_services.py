"""Values, versions, archiving and changing the kind."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from crm_core.custom_fields.models import CustomField, CustomFieldValue
from crm_core.custom_fields.queries import fields_for, values_of
from crm_core.custom_fields.services import (
    ConversionRefusedError,
    archive,
    convert,
    free_code,
    keep_version,
    preview_conversion,
    set_values,
)
from crm_core.customers.merging.services import merge_customers, unmerge_customers
from crm_core.profile.models import ProfileChange
from tests.crm_core.custom_fields.kit import choice, field
from tests.crm_core.erasing import erase_addresses
from tests.crm_core.factories import CustomerFactory

pytestmark = pytest.mark.django_db


def value(customer, of):
    return values_of([customer.pk], [of]).get(customer.pk, {}).get(of.pk)


def test_a_value_is_written_once_and_told():
    size, mara = field(), CustomerFactory()

    set_values(mara, {size: "42"}, by=None)
    set_values(mara, {size: "42"}, by=None)

    assert value(mara, size) == "42"
    change = ProfileChange.objects.get()
    assert change.changes == [{"field": "custom:size", "old": "", "new": "42"}]


def test_an_emptied_value_is_gone():
    size, mara = field(kind="multiple_choice", choices="ab"), CustomerFactory()
    set_values(mara, {size: (choice(size, "a").pk, choice(size, "b").pk)}, by=None)

    set_values(mara, {size: None}, by=None)

    assert CustomFieldValue.objects.count() == 0


def test_the_database_holds_one_value_each():
    size, mara = field(kind="number"), CustomerFactory()
    set_values(mara, {size: Decimal(1)}, by=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        CustomFieldValue.objects.create(customer=mara, field=size, number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        CustomFieldValue.objects.create(customer=CustomerFactory(), field=size)


def test_renaming_a_choice_keeps_the_values():
    size, mara = field(kind="choice", choices=["small"]), CustomerFactory()
    small = choice(size, "small")
    set_values(mara, {size: small.pk}, by=None)

    small.label_en = small.label = "S"
    small.save()

    assert value(mara, size) == small.pk


def test_codes_are_plain_and_never_used_twice():
    field("shoe_size")

    assert free_code("Shoe size") == "shoe_size_2"
    assert free_code("鞋码") == "xie_ma"
    assert free_code("1; DROP TABLE x") == "field_1_drop_table_x"
    assert free_code("💥") not in {"", "shoe_size"}
    archive(CustomField.objects.get(code="shoe_size"), is_archived=True, by=None)
    assert free_code("Shoe size") == "shoe_size_2"


def test_each_change_is_a_version():
    size = field()
    keep_version(size, by=None)
    keep_version(size, by=None)
    CustomField.objects.filter(pk=size.pk).update(label_en="Shoe size")
    keep_version(size, by=None)

    versions = list(size.versions.order_by("number").values_list("number", "definition__label_en"))
    assert versions == [(1, "Size"), (2, "Shoe size")]


def test_an_archived_field_keeps_its_values():
    size, mara = field(), CustomerFactory()
    set_values(mara, {size: "42"}, by=None)

    archive(size, is_archived=True, by=None)
    assert (list(fields_for()), value(mara, size)) == ([], "42")

    archive(size, is_archived=False, by=None)
    assert list(fields_for()) == [size]


@pytest.mark.parametrize(
    ("before", "raw", "after", "expected"),
    [
        ("text", "1,5", "number", Decimal("1.5")),
        ("text", "2026-03-01", "date", "2026-03-01"),
        ("text", "ja", "yes_no", True),
        ("text", "https://kiln.example", "link", "https://kiln.example"),
        ("number", Decimal("1.50"), "text", "1.5"),
        ("money", Decimal("9.90"), "number", Decimal("9.90")),
    ],
)
def test_values_are_converted(before, raw, after, expected):
    size, mara = field(kind=before), CustomerFactory()
    set_values(mara, {size: raw}, by=None)

    assert preview_conversion(size, after).is_possible
    convert(size, after, by=None)

    size.refresh_from_db()
    found = value(mara, size)
    assert (str(found) if after == "date" else found) == expected


def test_one_value_that_cannot_be_stops_the_conversion():
    size, mara, paul = field(), CustomerFactory(), CustomerFactory()
    set_values(mara, {size: "42"}, by=None)
    set_values(paul, {size: "large"}, by=None)

    seen = preview_conversion(size, "number")
    assert (seen.good, seen.bad_count, seen.is_possible) == (1, 1, False)
    assert [(pk, shown) for pk, shown, _reason in seen.bad] == [(paul.pk, "large")]
    with pytest.raises(ConversionRefusedError):
        convert(size, "number", by=None)

    size.refresh_from_db()
    assert (size.kind, value(mara, size), value(paul, size)) == ("text", "42", "large")


def test_texts_become_choices():
    size, mara, paul = field(), CustomerFactory(), CustomerFactory()
    set_values(mara, {size: "Blue"}, by=None)
    set_values(paul, {size: "blue"}, by=None)

    convert(size, "choice", by=None)

    size.refresh_from_db()
    assert value(mara, size) == value(paul, size) == choice(size, "Blue").pk
    assert size.choices.count() == 1


def test_several_choices_become_one_only_where_one_is_chosen():
    size, mara = field(kind="multiple_choice", choices="ab"), CustomerFactory()
    set_values(mara, {size: (choice(size, "a").pk, choice(size, "b").pk)}, by=None)
    assert not preview_conversion(size, "choice").is_possible

    set_values(mara, {size: (choice(size, "a").pk,)}, by=None)
    convert(size, "choice", by=None)

    size.refresh_from_db()
    assert value(mara, size) == choice(size, "a").pk


def test_a_merge_keeps_the_survivors_value_and_an_undo_gives_back_both():
    size, color, friend = field(), field("color"), field("friend", "customer")
    mara, twin, paul = CustomerFactory(), CustomerFactory(), CustomerFactory()
    set_values(mara, {size: "42"}, by=None)
    set_values(twin, {size: "41", color: "blue"}, by=None)
    set_values(paul, {friend: twin.pk}, by=None)

    merge = merge_customers(mara, twin, by=None)
    assert (value(mara, size), value(mara, color), value(paul, friend)) == ("42", "blue", mara.pk)

    unmerge_customers(merge, by=None)
    assert (value(mara, size), value(mara, color)) == ("42", None)
    assert (value(twin, size), value(twin, color), value(paul, friend)) == ("41", "blue", twin.pk)


def test_values_go_with_who_is_forgotten():
    size, mara = field(), CustomerFactory(email="mara@lindt.example")
    set_values(mara, {size: "Meissner Weg 5"}, by=None)

    erase_addresses("mara@lindt.example")

    assert (CustomFieldValue.objects.count(), ProfileChange.objects.count()) == (0, 0)
