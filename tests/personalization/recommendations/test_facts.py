"""What the CRM knows, heeded by lists: returns, open quotes, what one owns."""

import pytest

from personalization.recommendations.facts import QUOTE, RETURNED, AccountFacts, account_facts
from personalization.recommendations.order_lines import OrderLines
from tests.crm_core.quotes.factories import company_buyer, first_rules, offer, requested
from tests.shop.factories import ParentProductFactory, ProductFactory, UserFactory
from tests.shop.returns.kit import returned, sent_order

pytestmark = pytest.mark.django_db
CUP, POT, KILN, TEA = 1, 2, 3, 4
RANKED = [(CUP, 3.0), (POT, 2.0), (KILN, 1.0)]


def test_returned_things_go_to_the_end_and_durable_ones_out_of_the_list():
    facts = AccountFacts(returned={7: {CUP}}, durable={KILN})

    assert facts.again(7, RANKED) == [(POT, 2.0, ""), (CUP, 3.0, RETURNED)]
    assert facts.again(8, RANKED) == [(CUP, 3.0, ""), (POT, 2.0, "")]


def test_what_stands_on_an_open_quote_leads_the_list_where_it_belongs():
    facts = AccountFacts(quoted={7: [TEA, KILN]}, durable={KILN})

    assert facts.again(7, RANKED)[0] == (KILN, 1.0, QUOTE)
    assert facts.new(7, [(9, 1.0)], {CUP, POT, KILN}) == [(TEA, 0.0, QUOTE), (9, 1.0, "")]


def test_dismissed_things_are_in_no_list():
    facts = AccountFacts(quoted={7: [TEA]}, dismissed={7: {CUP, TEA}})

    assert facts.again(7, RANKED) == [(POT, 2.0, ""), (KILN, 1.0, "")]
    assert facts.new(7, [], set()) == []


def test_returns_and_open_quotes_are_read_by_account_with_variants_as_their_parents(
    django_assert_num_queries,
):
    first_rules()
    variant = ProductFactory(parent=ParentProductFactory())
    order = sent_order(lines=[variant], user=UserFactory())
    returned(order, {order.lines.get(): 1})
    product = ProductFactory(price="119.00")
    quote = offer(requested((product, 2, None), user=company_buyer()), "100.00")
    users = {order.user_id, quote.user_id}

    with django_assert_num_queries(3):
        facts = account_facts(users, OrderLines())

    assert facts.returned == {order.user_id: {variant.parent_id}}
    assert facts.quoted == {quote.user_id: [product.pk]}
    assert account_facts({0}, OrderLines()).returned == {}
