import pytest
from django.core.exceptions import ValidationError

from shop.b2b.hierarchy import descendants_of, move_company, possible_parents
from shop.b2b.models import Company
from tests.shop.b2b.factories import CompanyFactory, access, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    """Top > middle > low, and one beside them."""
    top = CompanyFactory(name="Top")
    middle = CompanyFactory(name="Middle", parent=top)
    return top, middle, CompanyFactory(name="Low", parent=middle), CompanyFactory(name="Aside")


def path_of(company):
    return Company.objects.get(pk=company.pk).path


def test_a_company_moves_with_all_below_it(tree):
    top, middle, low, aside = tree

    moved = move_company(middle, aside)

    assert moved.path == f"/{aside.pk}/{middle.pk}/"
    assert path_of(low) == f"/{aside.pk}/{middle.pk}/{low.pk}/"
    assert list(descendants_of(Company.objects.get(pk=top.pk))) == []
    assert [company.name for company in descendants_of(aside)] == ["Middle", "Low"]


def test_a_company_moves_to_the_top(tree):
    _top, middle, low, _aside = tree

    move_company(middle, None)

    assert (path_of(middle), path_of(low)) == (f"/{middle.pk}/", f"/{middle.pk}/{low.pk}/")


@pytest.mark.parametrize("below", [0, 1, 2])
def test_no_company_stands_below_itself(tree, below):
    with pytest.raises(ValidationError, match="below itself"):
        move_company(tree[0], tree[below])

    assert path_of(tree[0]) == f"/{tree[0].pk}/"
    assert Company.objects.get(pk=tree[0].pk).parent is None


def test_a_tree_has_an_end(tree, monkeypatch):
    monkeypatch.setattr("shop.b2b.models.companies.DEEPEST", 3)

    with pytest.raises(ValidationError, match="too many levels"):
        move_company(tree[3], tree[2])


def test_a_company_that_was_read_before_a_move_does_not_take_it_back(tree):
    _top, middle, low, aside = tree
    before = Company.objects.get(pk=low.pk)
    move_company(middle, aside)

    before.name = "Lower"
    before.save()

    assert path_of(low) == f"/{aside.pk}/{middle.pk}/{low.pk}/"


def test_who_may_be_a_parent(tree):
    top, middle, low, aside = tree

    assert set(possible_parents(middle)) == {top, aside}
    assert set(possible_parents(None)) == {top, middle, low, aside}


def test_a_move_changes_what_the_parents_people_reach(tree):
    top, middle, _low, aside = tree
    head = member(top, "administrator")
    assert Company.objects.filter(access(head).scope("company.manage", company="")).count() == 3

    move_company(middle, aside)

    assert Company.objects.filter(access(head).scope("company.manage", company="")).get() == top
