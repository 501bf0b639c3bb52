"""One price: whatever surface a buyer looks at, and whichever engine answers, a product costs them the same.

Two hundred pairs of a buyer and a product, of a world made by one seed: companies with parents and groups, price
lists net and gross with tiers, sale prices, restrictions. Asked by the functions that the pages call, and by a few
whole pages. `SURFACES` and `WRITTEN` are where a further one is added.
"""

import json
import random
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.html import escape

from crm_core.abandoned_baskets.reminders import reminded_lines
from crm_core.quotes.drafting import start_draft
from search.buyers import context_of
from search.documents import all_documents
from search.types import Query, Range, Sort
from shop.b2b.models import Company
from shop.catalogue.models import Product
from shop.formats import format_money
from shop.mail.models import Mail
from shop.money import minor_unit
from shop.notifications.order_mail import send_confirmation
from shop.partner.buyers import buyer_for
from shop.partner.queries import purchase_info
from shop.partner.strategy import Strategy
from shop.price_lists.contexts import reckon_contexts
from shop.storefront.cards import product_cards
from shop.storefront.product_page import product_page
from shop.storefront.structured_data import product_schema
from tests.crm_core.quotes.factories import requested
from tests.search.factories import index_all
from tests.shop.catalogue_visibility.factories import hide, make_group, show
from tests.shop.factories import (
    BasketFactory,
    CategoryFactory,
    OrderFactory,
    ParentProductFactory,
    ProductFactory,
    StaffFactory,
    UserFactory,
)
from tests.shop.price_lists.factories import PriceListFactory, again, assign, listed, member

pytestmark = pytest.mark.django_db
PAIRS, SEED = 200, 18
NOW = timezone.now()


class World:
    """Buyers and products, made by one seed."""

    def __init__(self):
        self.random = random.Random(SEED)
        self.places = [CategoryFactory(name=f"Place {number}") for number in range(4)]
        self.heads, self.sold = [], []
        for number in range(24):
            self._add_product(number)
        self.groups = [make_group() for _number in range(2)]
        self.companies = []
        for number in range(10):
            parent = self.random.choice([None, *self.companies])
            group = self.random.choice([None, *self.groups])
            self.companies.append(Company.objects.create(name=f"Buyer {number}", parent=parent, group=group))
        people = [member(company) for company in self.companies for _number in range(2)]
        people += [UserFactory() for _number in range(3)]
        self._agree_prices(people)
        hide(self.places[0])
        show(self.places[0], to=self.companies[0])
        hide(self.heads[1], from_=self.groups[0])
        self.users = [None, *(again(user) for user in people)]
        self.products = list(Product.objects.filter(pk__in=[head.pk for head in self.heads]))

    def price(self):
        return Decimal(self.random.randrange(500, 20_000)) / 100

    def _add_product(self, number):
        place = [self.random.choice(self.places)]
        if number % 3:
            head = ProductFactory(price=self.price(), categories=place, num_in_stock=500)
            self.sold.append(head)
        else:
            head = ParentProductFactory(categories=place)
            self.sold += [
                ProductFactory(parent=head, title="", price=self.price(), num_in_stock=500) for _n in range(3)
            ]
        self.heads.append(head)

    def _agree_prices(self, people):
        targets = [
            *({"company": company} for company in self.random.sample(self.companies, 5)),
            *({"group": group} for group in self.groups),
            {"user": people[-1]},
        ]
        for place, target in enumerate(targets):
            agreed = PriceListFactory(priority=place, is_net=bool(place % 2))
            for product in self.random.sample(self.sold, 10):
                listed(agreed, product, self.price())
                listed(agreed, product, self.price(), quantity=10)
            assign(agreed, **target)
        reckon_contexts()

    def pairs(self):
        return [
            (self.random.choice(self.users), self.random.choice(self.products)) for _number in range(PAIRS)
        ]


@pytest.fixture
def world():
    return World()


def shown(price):
    return price.excl_tax if price.shows_net else price.incl_tax


def of_card(user, product):
    cards = product_cards([product.pk], buyer=buyer_for(user))
    return cards[0].price.amount if cards else None


def of_page(user, product):
    page = product_page(product, buyer=buyer_for(user), now=NOW)
    amounts = [variant.price.amount for variant in page.variants if variant.price]
    return min(amounts) if amounts else page.price and page.price.amount


def of_structured_data(user, product):
    page = product_page(product, buyer=buyer_for(user), now=NOW)
    schema = json.loads(json.dumps(product_schema(page, base="https://kiln.example/", shop_name="Kiln")))
    offers = [variant.get("offers") for variant in schema.get("hasVariant", [])] or [schema.get("offers")]
    found = [Decimal(offer["price"]) for offer in offers if offer]
    return min(found) if found else None


def cheapest(user, product):
    """Return the piece that a price "from" is of."""
    if not product.is_parent:
        return product
    buyer = buyer_for(user)
    children = list(product.children.all())
    return min(children, key=lambda child: shown(purchase_info(child, buyer=buyer).price))


def of_basket(user, product):
    basket = BasketFactory(owner=user, lines=[cheapest(user, product)])
    basket.strategy = Strategy(user=user)
    return shown(basket.strategy.fetch_for_line(basket.lines.get()).price)


def of_mail(user, product):
    basket = BasketFactory(owner=user, lines=[cheapest(user, product)])
    (line,) = reminded_lines(basket, strategy=Strategy(user=user))
    return line.price


def of_order(user, product):
    basket = BasketFactory(owner=user, lines=[cheapest(user, product)])
    line = OrderFactory(basket=basket, user=user).lines.get()
    return line.unit_price_excl_tax if buyer_for(user).tax.shows_net else line.unit_price_incl_tax


def of_confirmation(user, product):
    """Return the price of an order of one piece, which the mail that confirms it names."""
    basket = BasketFactory(owner=user, lines=[cheapest(user, product)])
    order = OrderFactory(basket=basket, user=user, **({} if user else {"guest_email": "mara@lindt.example"}))
    send_confirmation(order)
    line, net = order.lines.get(), buyer_for(user).tax.shows_net
    price = line.line_price_excl_tax if net else line.line_price_incl_tax
    text = Mail.objects.get(key=f"order:{order.pk}:confirmation").text
    assert format_money(price, order.currency) in text, (user, product, price, text)
    return price


def of_quote(user, product):
    """Return the list price that a quote begins with, as the buyer and our offer's form are told."""
    quote = requested((cheapest(user, product), 1, None), user=user)
    (asked,) = quote.versions.get().lines.all()
    (drafted,) = start_draft(quote, by=StaffFactory()).lines.all()
    assert drafted.list_price == asked.list_price
    return asked.list_price


#: What can be looked at without an engine, by name.
SURFACES = {"card": of_card, "page": of_page, "structured data": of_structured_data}
#: What is written for a buyer, asked for every tenth pair.
WRITTEN = {
    "basket": of_basket,
    "mail of a basket": of_mail,
    "order": of_order,
    "confirmation": of_confirmation,
    "quote": of_quote,
}


def of_engine(engine, user, product):
    """Return the price that facet range, sort and narrowing agree on; None where the product is not found."""
    buyer = buyer_for(user)
    whom, unit = context_of(buyer), minor_unit(buyer.currency)
    found = engine.search(Query(buyer=whom, sort=Sort.PRICE, page_size=200)).product_ids
    if product.pk not in found:
        return None
    amount = int(of_card(user, product) / unit)

    def hits(low, high):
        query = Query(buyer=whom, price=Range(low=low, high=high), page_size=200, with_facets=False)
        return engine.search(query).product_ids

    words = engine.search(Query(text=product.get_title(), buyer=whom, page_size=200)).product_ids
    assert product.pk in words, (user, product)
    assert product.pk in hits(amount, amount), (user, product, amount)
    assert product.pk not in hits(0, amount - 1), (user, product, amount)
    return amount * unit


def test_a_product_costs_a_buyer_the_same_everywhere(world):
    differing = []
    for place, (user, product) in enumerate(world.pairs()):
        asked = {name: price_of(user, product) for name, price_of in SURFACES.items()}
        info = purchase_info(product, buyer=buyer_for(user))
        if not info.is_visible:
            assert of_card(user, product) is None
            continue
        if place % 10 == 0:
            asked |= {name: price_of(user, product) for name, price_of in WRITTEN.items()}
        if set(asked.values()) != {shown(info.price)}:
            differing.append((user and user.email, product.pk, shown(info.price), asked))

    assert differing == []


def test_lists_narrow_sort_and_bound_by_that_price(engine, world):
    engine.rebuild(all_documents())
    orders = {}
    for user, product in world.pairs()[:30]:
        price = of_card(user, product)
        assert of_engine(engine, user, product) == price
        orders[user.pk if user else None] = user
    for user in orders.values():
        buyer = buyer_for(user)
        result = engine.search(Query(buyer=context_of(buyer), sort=Sort.PRICE, page_size=200))
        amounts = [of_card(user, Product(pk=pk)) for pk in result.product_ids]
        unit = minor_unit(buyer.currency)
        visible = [head for head in world.products if of_card(user, head) is not None]
        assert amounts == sorted(amounts)
        assert len(amounts) == result.total == len(visible)
        assert result.price_bounds.low * unit == amounts[0]


def test_whole_pages_say_so_too(client, world, site):
    index_all()
    pairs = [
        (user, product)
        for user, product in world.pairs()
        if user is not None and buyer_for(user).price_list != "public" and of_card(user, product)
    ]
    for user, product in pairs[:3]:
        client.force_login(user)
        words = escape(format_money(of_card(user, product), "EUR", trim=True))

        assert words in client.get("/shop/catalogue/?sort=price").content.decode() or product.is_parent
        # A page with variants shows the one that is selected; the price "from" is on the cheapest's.
        address = cheapest(user, product).get_absolute_url()
        assert words in client.get(address, follow=True).content.decode()
        client.logout()


def test_the_world_is_worth_asking(world):
    """Prices differ between buyers, some see nothing, and some read net prices."""
    product = world.sold[0]
    contexts = {buyer_for(user).price_list for user in world.users}

    assert len(contexts) > 5
    assert {buyer_for(user).tax.shows_net for user in world.users} >= {False}
    assert any(not purchase_info(head, buyer=buyer_for(None)).is_visible for head in world.products)
    assert product.stockrecords.exists()
