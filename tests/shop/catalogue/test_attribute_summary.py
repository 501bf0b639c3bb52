"""How the list of attributes sums up the values of one."""

import pytest

from shop.catalogue.models import AttributeOption, AttributeOptionGroup

pytestmark = pytest.mark.django_db


def group_of(*values):
    group = AttributeOptionGroup.objects.create(name="Size")
    for position, value in enumerate(values):
        AttributeOption.objects.create(group=group, option=value, position=position)
    return group


def test_few_values_are_all_named():
    assert group_of("S", "M", "L").option_summary == "S, M, L"


def test_of_many_values_the_first_are_named_and_all_are_counted():
    group = group_of(*(f"{number:02} cm" for number in range(34)))

    assert group.option_summary == ", ".join(f"{number:02} cm" for number in range(8)) + " … (34)"


def test_sentences_are_cut():
    assert len(group_of("Wash by hand. " * 20).option_summary) == 120
