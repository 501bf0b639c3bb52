"""Write the home page that the benchmark asks for: a heading and a strip of eight products."""

import django

django.setup()

from wagtail.models import Locale, Page, Site  # noqa: E402

from content.models import HomePage  # noqa: E402

home = HomePage(title="Home", slug="bench-home", locale=Locale.get_default())
Page.objects.get(depth=1).add_child(instance=home)
strip = {"label": "", "heading": "New", "products": [], "category": None, "limit": 8}
home.body = [("product_strip", strip)]
home.save_revision().publish()
Site.objects.update_or_create(
    is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "Bench"}
)
