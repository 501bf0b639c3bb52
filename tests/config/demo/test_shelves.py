import pytest

from config.demo.shelves import SHELVES, order_categories
from shop.catalogue.models import Category
from tests.shop.factories import CategoryFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("found", [("home", "table", "kitchen", "drinking"), SHELVES])
def test_categories_stand_in_the_order_of_the_menu_with_what_is_below(found):
    tops = {slug: CategoryFactory(name=slug.capitalize(), slug=slug) for slug in found}
    CategoryFactory(name="Bowls", parent=Category.objects.get(pk=tops["table"].pk))

    order_categories()

    paths = Category.objects.order_by("path").values_list("slug", flat=True)
    assert list(paths) == ["table", "bowls", "drinking", "kitchen", "home"]
