"""A process of the site that does what it is told, line by line: to test what another one sees.

python -m tests.config.page_cache.process
"""

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up first
from django.test import Client  # noqa: E402

from content.models import Menu  # noqa: E402
from shop.catalogue.models import Category, Product  # noqa: E402
from shop.identity.models import ShopSettings  # noqa: E402
from shop.partner.models import StockRecord  # noqa: E402
from shop.tax.models import Market, TaxRate  # noqa: E402
from tests.content.factories import make_home, make_page  # noqa: E402
from tests.content.menus import entry  # noqa: E402
from tests.search.factories import index_all  # noqa: E402
from tests.shop.catalogue.factories import picture  # noqa: E402
from tests.shop.factories import CategoryFactory, ProductFactory  # noqa: E402
from tests.shop.offer.makers import make_offer  # noqa: E402
from tests.sites import make_site  # noqa: E402


def prepare():
    """Make a shop with a bowl; return its address."""
    call_command("migrate", verbosity=0)
    home = make_home(make_site())
    make_page(home, title="Our story", slug="story")
    bowl = ProductFactory(
        title="Celadon bowl", price="24.00", num_in_stock=5, categories=[CategoryFactory(name="Bowls")]
    )
    index_all()
    return bowl.get_absolute_url()


def see(path):
    """Open a page as a stranger: its status, whether it came from the cache, its text."""
    answer = Client(SERVER_NAME="localhost").get(path)
    return answer.status_code, "X-Page-Cache" in answer, answer.content.decode()


def publish():
    """Change a page's title and publish it."""
    page = Menu._meta.apps.get_model("content", "StandardPage").objects.get(slug="story")
    page.title = "Fired twice"
    page.save_revision().publish()


CHANGES = {
    "price": lambda: StockRecord.objects.update(price="31.00"),
    "stock": lambda: StockRecord.objects.update(num_in_stock=2),
    "offer": lambda: str(make_offer(name="Spring sale")),
    "picture": lambda: str(picture(Product.objects.get())),
    "setting": lambda: str(ShopSettings.objects.update_or_create(defaults={"name": "Ovens"})),
    "menu": lambda: str(
        Menu.objects.create(handle="main", locale_id=1, entries=[entry("Jugs", path="/shop/jugs/")])
    ),
    "category": lambda: Category.objects.update(name_en="Basins"),
    "market": lambda: len(Market.objects.bulk_create([Market(audience="consumers", shows_net=True)])),
    "rate": lambda: len(TaxRate.objects.bulk_create([TaxRate(country="DE", percent=25)])),
    "page": publish,
    "hidden": lambda: Product.objects.update(is_public=False),
}
DOES = {"prepare": prepare, "see": see, **CHANGES}


def main():
    """Answer each line, a name and its arguments as JSON, with a line."""
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        sys.stdout.write(json.dumps(DOES[name](*arguments)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
