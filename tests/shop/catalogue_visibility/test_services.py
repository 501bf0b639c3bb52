import pytest
from django.contrib.auth.models import AnonymousUser

from shop.catalogue.events import ProductsChanged
from shop.catalogue.models import Product, ProductCategory
from shop.catalogue_visibility.models import VisibilityRule
from shop.catalogue_visibility.queries import effect_of
from shop.catalogue_visibility.services import delete_rule, refresh_everything
from shop.catalogue_visibility.subscribers import on_products_changed
from shop.catalogue_visibility.tasks import repair_visibility
from shop.events.models import Event
from shop.partner.buyers import buyer_for
from shop.partner.queries import purchase_info, purchase_infos
from shop.partner.strategy import Strategy
from tests.shop.catalogue_visibility.factories import hide, make_buyer, make_company, make_group, show
from tests.shop.factories import CategoryFactory, ParentProductFactory, ProductFactory

pytestmark = pytest.mark.django_db


def sees(user, product):
    return purchase_info(Product.objects.get(pk=product.pk), buyer=buyer_for(user)).is_visible


def test_what_is_hidden_from_everybody_is_seen_by_whom_it_is_shown_to():
    product, company = ProductFactory(), make_company()
    buyer, other = make_buyer(company), make_buyer()
    hide(product)
    show(product, to=company)

    assert sees(buyer, product)
    assert not sees(other, product)
    assert not sees(AnonymousUser(), product)


def test_what_is_hidden_from_a_company_others_see():
    product, company = ProductFactory(), make_company()
    subsidiary = make_company(parent=company)
    hide(product, from_=company)

    assert not sees(make_buyer(company), product)
    assert not sees(make_buyer(subsidiary), product)
    assert sees(make_buyer(), product)
    assert sees(AnonymousUser(), product)


@pytest.mark.parametrize("reverse", [False, True])
def test_nearest_audience_decides(reverse):
    """A company before its parent, that before the group, that before everybody; whatever the order of saving."""
    product, group = ProductFactory(), make_group()
    parent = make_company(group=group)
    company = make_company(parent=parent, group=group)
    rules = [
        lambda: hide(product),
        lambda: show(product, to=group),
        lambda: hide(product, from_=parent),
        lambda: show(product, to=company),
    ]
    for save in reversed(rules) if reverse else rules:
        save()

    assert sees(make_buyer(company), product)
    assert not sees(make_buyer(parent), product)
    assert sees(make_buyer(make_company(group=group)), product)
    assert not sees(AnonymousUser(), product)


def test_nearest_part_decides():
    top = CategoryFactory()
    below = CategoryFactory(parent=top)
    in_top, in_below = ProductFactory(categories=[top]), ProductFactory(categories=[below])
    single, outside = ProductFactory(categories=[below]), ProductFactory()
    hide()
    show(top)
    hide(below)
    show(single)

    assert [sees(None, product) for product in (outside, in_top, in_below, single)] == [
        False,
        True,
        False,
        True,
    ]


def test_of_two_categories_of_one_depth_hidden_wins():
    one, two = CategoryFactory(), CategoryFactory()
    product = ProductFactory(categories=[one, two])
    show(one)
    hide(two)

    assert not sees(None, product)


def test_variants_are_seen_with_their_parent():
    parent = ParentProductFactory()
    variant = ProductFactory(parent=parent)
    hide(parent)

    assert not sees(None, variant)
    variant = Product.objects.get(pk=variant.pk)
    info = Strategy(user=None).fetch_for_product(variant, variant.stockrecords.get())
    assert not info.is_visible
    assert not info.price.exists


def test_who_sees_a_product_follows_where_it_is():
    hidden, open_to_all = CategoryFactory(), CategoryFactory()
    hide(hidden)
    product = ProductFactory(categories=[hidden])
    assert not sees(None, product)

    product.categories.set([open_to_all])
    assert sees(None, product)

    open_to_all.move(hidden, "last-child")
    assert not sees(None, product)


def test_rule_that_goes_leaves_nothing_behind():
    product, company = ProductFactory(), make_company()
    rule = hide(product, from_=company)
    buyer = make_buyer(company)

    assert delete_rule(rule) == 1

    assert sees(buyer, product)
    assert Product.objects.get(pk=product.pk).visibility_id is None


def test_rule_of_a_deleted_category_goes_with_it(django_capture_on_commit_callbacks):
    category = CategoryFactory()
    product = ProductFactory(categories=[category])
    hide(category)

    with django_capture_on_commit_callbacks(execute=True):
        category.delete()

    assert not VisibilityRule.objects.exists()
    assert sees(None, product)


def test_changed_products_are_announced_once_and_unchanged_ones_not():
    category = CategoryFactory()
    product = ProductFactory(categories=[category])
    hide(category)
    before = Event.objects.count()

    assert refresh_everything() == 0
    assert Event.objects.count() == before
    assert product.pk in Event.objects.filter(name="ProductsChanged").latest("pk").payload["product_ids"]


def test_restrictions_cost_no_query_per_product(django_assert_max_num_queries):
    products = [ProductFactory() for _number in range(3)]
    for product in products:
        hide(product)
    buyer = buyer_for(None)
    found = list(Product.objects.filter(pk__in=[product.pk for product in products]))
    purchase_infos(found, buyer=buyer)

    with django_assert_max_num_queries(1):  # the classes alone: nothing is left to ask for
        assert not any(info.is_visible for info in purchase_infos(found, buyer=buyer).values())


def test_browsable_is_what_everybody_sees():
    hidden, shown = ProductFactory(), ProductFactory()
    hide(hidden)

    assert list(Product.objects.browsable()) == [shown]


def test_effect_is_known_before():
    category, group = CategoryFactory(), make_group()
    ProductFactory(categories=[category])
    ProductFactory(categories=[category])
    make_company(group=group)
    make_company(group=group)
    make_company()
    rule = VisibilityRule(category=category, group=group)

    effect = effect_of(rule)

    assert (effect.products, effect.hidden, effect.shown) == (2, 2, 0)
    assert (effect.companies, effect.seen_by, effect.all_companies) == (2, 1, 3)
    assert effect.open_to_strangers == 2
    assert not VisibilityRule.objects.exists()


def test_a_rule_about_a_single_variant_is_refused():
    family = ParentProductFactory()
    variant = ProductFactory(parent=family)

    with pytest.raises(ValueError, match="variant"):
        hide(variant)

    assert not VisibilityRule.objects.exists()


def test_a_product_that_was_placed_while_a_rule_was_saved_follows_once_both_are_through():
    category = CategoryFactory()
    hide(category)
    product = ProductFactory()
    ProductCategory.objects.bulk_create([ProductCategory(product=product, category=category)])  # no signal
    assert sees(None, product)

    for _twice in range(2):
        on_products_changed(ProductsChanged(product_ids=[product.pk]))

    assert not sees(None, product)


def test_the_schedule_repairs_what_was_written_past_the_rules(caplog):
    product = ProductFactory()
    hide(product)
    Product.objects.filter(pk=product.pk).update(visibility=None)

    repair_visibility()
    repair_visibility()

    assert not sees(None, product)
    assert [record.message for record in caplog.records if record.levelname == "WARNING"] == [
        "Who sees 1 products was not as the visibility rules say."
    ]
