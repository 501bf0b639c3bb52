"""What Wagtail's own data migrations make, for tests that do without them."""

from django.contrib.contenttypes.models import ContentType
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from wagtail.models import Collection, Locale, Page, Site

LANGUAGES = ("en", "zh-hans", "zh-hant")


def make_site() -> Site:
    """Make locales, root collection, root page and site, where they are not there.

    Written as rows, as migrations write them: no signal, no check, no search index. That is what made
    this the dearest fixture of the suite.
    """
    there = set(Locale.objects.values_list("language_code", flat=True))
    Locale.objects.bulk_create(Locale(language_code=code) for code in LANGUAGES if code not in there)
    if not Collection.objects.exists():
        Collection.objects.bulk_create([Collection(name="Root", path="0001", depth=1)])
    root = Page.objects.filter(depth=1).first() or _make_root()
    found = Site.objects.filter(is_default_site=True).first()
    if found is None:
        site = Site(hostname="localhost", root_page=root, is_default_site=True, site_name="Kiln")
        (found,) = Site.objects.bulk_create([site])
    return found


def _make_root() -> Page:
    page = Page(
        title="Root",
        draft_title="Root",
        slug="root",
        path="0001",
        depth=1,
        url_path="/",
        locale=Locale.objects.get(language_code="en"),
        content_type=ContentType.objects.get_for_model(Page),
    )
    (made,) = Page.objects.bulk_create([page])
    return made


def atomic_of_test():
    """A transaction that holds a test and is rolled back after it: code that asks is in none."""
    block = transaction.atomic()
    block._from_testcase = True
    return block


def close(response):
    """Let go of an answer and its file, as the test client does with one that is no stream.

    `response.close()` by itself ends the request, and PostgreSQL's connection with it: that is in a
    transaction, the test's.
    """
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)


def flat(response):
    """Return a page with each run of white space as one space: where its template breaks lines does not matter."""
    return " ".join(response.content.decode().split())
