"""What Wagtail's own data migrations make, for tests that do without them."""

from django.db import transaction
from wagtail.models import Collection, Locale, Page, Site


def make_site() -> Site:
    """Make locales, root collection, root page and site, where they are not there."""
    for code in ("en", "zh-hans", "zh-hant"):
        Locale.objects.get_or_create(language_code=code)
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    root = Page.objects.filter(depth=1).first() or Page.add_root(
        title="Root", slug="root", locale=Locale.objects.get(language_code="en")
    )
    found = Site.objects.filter(is_default_site=True).first()
    return found or Site.objects.create(
        hostname="localhost", root_page=root, is_default_site=True, site_name="Kiln"
    )


def atomic_of_test():
    """A transaction that holds a test and is rolled back after it: code that asks is in none."""
    block = transaction.atomic()
    block._from_testcase = True
    return block
