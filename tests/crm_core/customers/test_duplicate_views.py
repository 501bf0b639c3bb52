import pytest
from django.utils import timezone

from crm_core.customers.matching.services import compare_all, look_for_duplicates
from crm_core.customers.merging.services import mark_distinct, merge_customers
from crm_core.customers.models import Customer, CustomerMerge, DistinctPair, MatchCandidate
from crm_core.customers.services import identify
from tests.crm_core.factories import CustomerFactory, staff_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
QUEUE = "/cms/customer-duplicates/"


@pytest.fixture
def sales(client):
    client.force_login(staff_with("customers.view_customer", "customers.merge_customer"))
    return client


@pytest.fixture
def pair():
    """Two records that differ by a slip in the address: for a person to decide."""
    one = identify(email="mara.lindt@example.com", name="Mara Lindt")
    other = identify(email="mara.lindr@example.com", name="Mara Lindt", language="de")
    compare_all([one.pk, other.pk])
    return one, other


def page(one, other):
    return f"{QUEUE}{one.pk}/{other.pk}/"


def test_queue_names_both_and_says_why(sales, pair):
    response = sales.get(QUEUE)

    body = response.content.decode()
    assert "E-mail addresses that differ by a slip" in body or "differ by a slip" in body
    assert f'href="{page(*pair)}"' in body


def test_empty_queue_says_so(sales):
    assert "There are no potential duplicates" in sales.get(QUEUE).content.decode()


def test_pages_are_for_who_may_merge(client, pair):
    client.force_login(staff_with("customers.view_customer", "customers.change_customer"))

    addresses = [QUEUE, page(*pair), f"{QUEUE}of/{pair[0].pk}/", f"{QUEUE}undo/1/"]
    assert [client.get(address).status_code for address in addresses] == [403] * 4
    assert client.post(page(*pair), {"decision": "merge", "survivor": pair[0].pk}).status_code == 403
    assert Customer.objects.count() == 2


def test_pair_shows_both_with_the_sentence(sales, pair):
    body = sales.get(page(*pair)).content.decode()

    assert "The same name, e-mail addresses that differ by a slip." in body
    assert all(customer.email in body for customer in pair)


def test_merging_takes_the_chosen_values(sales, pair):
    one, other = pair
    answer = sales.post(page(one, other), {"decision": "merge", "survivor": one.pk, "choice-email": other.pk})

    assert (answer.status_code, answer.url) == (302, QUEUE)
    survivor = Customer.objects.get()
    assert (survivor.pk, survivor.email, survivor.language) == (one.pk, other.email, "de")
    assert sorted(survivor.identifiers.values_list("value", flat=True)) == [other.email, one.email]


def test_merging_without_a_survivor_asks_for_one_and_changes_nothing(sales, pair):
    answer = sales.post(page(*pair), {"decision": "merge"})

    assert answer.status_code == 422
    assert Customer.objects.count() == 2


def test_second_click_on_merge_says_that_it_was_done(sales, pair):
    sent = {"decision": "merge", "survivor": pair[0].pk}
    sales.post(page(*pair), sent)
    answer = sales.post(page(*pair), sent, follow=True)

    assert answer.redirect_chain[-1][0] == f"/cms/customers/{pair[0].pk}/"
    assert CustomerMerge.objects.count() == 1


def test_different_for_good_never_comes_up_again(sales, pair):
    one, other = pair
    sales.post(page(one, other), {"decision": "distinct"})
    compare_all([one.pk, other.pk])

    assert not MatchCandidate.objects.exists()
    assert "Marked as different by" in sales.get(page(one, other)).content.decode()


def test_marked_as_different_is_merged_only_after_a_tick(sales, pair):
    mark_distinct(pair[0].pk, pair[1].pk, by=None)
    sent = {"decision": "merge", "survivor": pair[0].pk}

    assert sales.post(page(*pair), sent).status_code == 409
    assert Customer.objects.count() == 2
    assert sales.post(page(*pair), {**sent, "despite_refusal": "1"}).status_code == 302
    assert (Customer.objects.count(), DistinctPair.objects.count()) == (1, 0)


def test_put_off_leaves_the_queue_until_its_day(sales, pair):
    sales.post(page(*pair), {"decision": "later"})

    assert "There are no potential duplicates" in sales.get(QUEUE).content.decode()
    MatchCandidate.objects.update(waits_until=timezone.now())
    assert f'href="{page(*pair)}"' in sales.get(QUEUE).content.decode()


def test_unknown_decision_changes_nothing(sales, pair):
    assert sales.post(page(*pair), {"decision": "delete"}).status_code == 302
    assert Customer.objects.count() == 2


def test_addresses_of_a_merged_record_lead_to_the_survivor(sales, pair):
    one, other = pair
    third = CustomerFactory()
    merge_customers(one, other, by=None)
    expected = {
        f"/cms/customers/{other.pk}/": f"/cms/customers/{one.pk}/",
        f"/cms/customers/edit/{other.pk}/": f"/cms/customers/edit/{one.pk}/",
        f"/cms/customers/{other.pk}/timeline/": f"/cms/customers/{one.pk}/timeline/",
        page(other, third): page(one, third),
        page(one, other): f"/cms/customers/{one.pk}/",
    }

    assert {address: sales.get(address).url for address in expected} == expected


def test_merged_record_is_in_no_list_and_found_by_its_name(sales):
    one = CustomerFactory(name="Mara Lindt")
    other = CustomerFactory(name="Maria Lindtner")
    merge_customers(one, other, by=None)

    listed = sales.get("/cms/customers/").context["object_list"]
    found = sales.get("/cms/customers/?q=Lindtner").context["object_list"]
    assert ([each.pk for each in listed], [each.pk for each in found]) == ([one.pk], [one.pk])


def test_undoing_asks_first(sales, pair):
    merge = merge_customers(*pair, by=None)
    address = f"{QUEUE}undo/{merge.pk}/"

    assert "becomes a customer of its own again" in sales.get(address).content.decode()
    sales.post(address)
    assert Customer.objects.count() == 1
    assert sales.post(address, {"confirmed": "1"}).url == f"/cms/customers/{pair[1].pk}/"
    assert Customer.objects.count() == 2
    assert sales.get(address).url == f"/cms/customers/{pair[1].pk}/"


def test_page_of_the_survivor_shows_the_merge_and_the_way_back(sales, pair):
    merge = merge_customers(*pair, by=None)

    body = sales.get(f"/cms/customers/{pair[0].pk}/").content.decode()
    assert f'href="{QUEUE}undo/{merge.pk}/"' in body
    assert f'href="{QUEUE}of/{pair[0].pk}/"' in body


def test_other_customer_is_looked_for(sales, pair):
    one, other = pair
    body = sales.get(f"{QUEUE}of/{one.pk}/?q={other.email}").content.decode()

    assert f'href="{page(one, other)}"' in body
    assert "No other customer matches." in sales.get(f"{QUEUE}of/{one.pk}/?q=nobody-here").content.decode()


def test_customer_page_names_who_may_be_the_same(sales, pair):
    body = sales.get(f"/cms/customers/{pair[1].pk}/").content.decode()

    assert f'href="{page(*pair)}"' in body


def test_looking_again_keeps_what_was_put_off(sales, pair):
    sales.post(page(*pair), {"decision": "later"})
    look_for_duplicates(pair[0].pk)

    assert MatchCandidate.objects.get().waits_until > timezone.now()
