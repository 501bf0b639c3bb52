"""Who may use a list, and how far."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.b2b.models import CompanyContact
from shop.partner.buyers import buyer_for
from shop.shopping_lists.models import ShoppingListShare
from shop.shopping_lists.queries import ListRight, list_rows, may_share, usable_list, usable_lists
from shop.shopping_lists.services import share
from shop.user.models import User
from tests.shop.factories import ProductFactory, UserFactory
from tests.shop.shopping_lists.factories import a_buyer, a_company, a_list

pytestmark = pytest.mark.django_db
Right = ShoppingListShare.Right


def right_of(user, made):
    found = usable_list(User.objects.get(pk=user.pk), made.pk)
    return found and found.right


def test_list_is_its_owners_alone():
    made = a_list(owner := UserFactory())

    assert right_of(owner, made) is ListRight.OWN
    assert right_of(UserFactory(), made) is None


def test_shared_list_is_there_for_those_it_is_shared_with():
    company = a_company()
    owner, named, other = (a_buyer(company, name) for name in ("Ada", "Bo", "Cy"))
    stranger = a_buyer(a_company("Other"), "Di")
    made = a_list(owner)
    share(made, contact=named.company_contact, right=Right.EDIT)

    assert [right_of(user, made) for user in (named, other, stranger)] == [ListRight.EDIT, None, None]

    share(made, contact=None, right=Right.ORDER)
    assert [right_of(user, made) for user in (named, other, stranger)] == [
        ListRight.EDIT,
        ListRight.ORDER,
        None,
    ]


def test_who_leaves_the_company_loses_its_lists_and_takes_theirs_along():
    company = a_company()
    owner, named = a_buyer(company, "Ada"), a_buyer(company, "Bo")
    made = a_list(owner)
    share(made, contact=None, right=Right.VIEW)
    CompanyContact.objects.filter(user=owner).update(is_active=False)

    assert right_of(named, made) is None
    assert right_of(owner, made) is ListRight.OWN


def test_sharing_asks_for_the_permission():
    company = a_company()
    buyer, reader = a_buyer(company, "Ada"), a_buyer(company, "Bo", grants={"orders.view": 1})

    assert may_share(buyer, a_list(buyer))
    assert not may_share(reader, a_list(reader))
    assert not may_share(reader, a_list(buyer))
    alone = UserFactory()
    assert not may_share(alone, a_list(alone))


def test_rows_say_what_can_be_had():
    user = UserFactory()
    good, none, hidden = ProductFactory(), ProductFactory(num_in_stock=0), ProductFactory()
    made = a_list(user, lines=[(good, 2), (none, 1), (hidden, 1)])
    type(hidden).objects.filter(pk=hidden.pk).update(is_public=False)

    rows = list_rows(made, buyer=buyer_for(user))

    assert [(row.is_good, row.is_gone) for row in rows.rows] == [(True, False), (False, False), (False, True)]
    assert (rows.total, len(rows.wishes)) == (48, 1)


def test_many_lists_and_lines_take_as_many_queries_as_one():
    user = UserFactory()
    counts = []
    for count in (1, 3):
        made = a_list(user, lines=[(ProductFactory(), 1) for _n in range(count)])
        with CaptureQueriesContext(connection) as queries:
            usable_lists(user)
            list_rows(made, buyer=buyer_for(user))
        counts.append(len(queries))

    assert counts[0] == counts[1]
