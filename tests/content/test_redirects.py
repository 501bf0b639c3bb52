"""Redirects of pages: one step to the live page, no circles, none from what nobody could visit."""

import contextlib
import importlib

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from content.models import StandardPage
from content.models.journal import JournalTag
from content.redirects import redirect_loops
from tests.content.factories import make_home, make_page
from tests.fuzz_examples import fuzz_examples
from tests.shop.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(site):
    return make_home(site)


def rename(page, slug, commit):
    """Publish a page under another slug."""
    with commit(execute=True):
        found = Page.objects.get(pk=page.pk).specific
        found.slug = slug
        found.save_revision().publish()
    return Page.objects.get(pk=page.pk).specific


def starts():
    return sorted(Redirect.objects.values_list("old_path", flat=True))


def test_the_root_of_the_tree_is_no_page_to_move(client, home):
    client.force_login(StaffFactory())
    root = Page.objects.get(depth=1)

    assert client.post(f"/cms/pages/{root.pk}/move/{home.pk}/confirm/").status_code == 404
    assert Page.objects.get(depth=1) == root


def test_there_and_back_leaves_no_circle(client, home, django_capture_on_commit_callbacks):
    page = make_page(home, slug="a")

    rename(page, "b", django_capture_on_commit_callbacks)
    back = rename(page, "a", django_capture_on_commit_callbacks)

    assert starts() == ["/b"]
    assert client.get("/b/")["Location"] == "/a/"
    back.unpublish()
    assert client.get("/a/").status_code == 404


def test_a_draft_that_nobody_saw_leaves_nothing(home, django_capture_on_commit_callbacks):
    page = home.add_child(instance=StandardPage(title="Draft", slug="draft", live=False))
    other = make_page(home, slug="other")

    with django_capture_on_commit_callbacks(execute=True):
        page.slug = "draft-2"
        page.save()
    with django_capture_on_commit_callbacks(execute=True):
        Page.objects.get(pk=page.pk).move(other, "last-child")

    assert starts() == []


def test_only_the_public_address_of_a_page_taken_down_leads_on(
    client, home, django_capture_on_commit_callbacks
):
    page = Page.objects.get(pk=make_page(home, slug="a").pk).specific
    page.unpublish()

    for slug in ("b", "c"):
        with django_capture_on_commit_callbacks(execute=True):
            found = Page.objects.get(pk=page.pk).specific
            found.slug = slug
            found.save()
    Page.objects.get(pk=page.pk).specific.save_revision().publish()

    assert starts() == ["/a"]
    assert client.get("/a/")["Location"] == "/c/"


def test_a_page_takes_the_address_that_another_had(client, home, django_capture_on_commit_callbacks):
    first = make_page(home, slug="a")
    rename(first, "b", django_capture_on_commit_callbacks)

    make_page(home, slug="a", title="Another")

    assert starts() == []
    assert client.get("/a/").status_code == 200


def test_pages_below_are_led_to_in_every_language(client, site, home, django_capture_on_commit_callbacks):
    chinese = make_home(site, language="zh-hans")
    parent = make_page(chinese, slug="故事")
    make_page(parent, slug="窑火")

    rename(parent, "gu-shi", django_capture_on_commit_callbacks)

    answer = client.get("/zh-hans/故事/窑火/?from=letter")
    assert answer.status_code == 301
    assert client.get(answer["Location"]).status_code == 200
    assert answer["Location"].startswith("/zh-hans/gu-shi/")
    assert answer["Location"].endswith("?from=letter")


def test_redirects_of_staff_that_lead_to_each_other_are_not_found(client, home):
    Redirect.objects.create(old_path="/x", redirect_link="/y/")
    Redirect.objects.create(old_path="/y", redirect_link="/x/")
    Redirect.objects.create(old_path="/self", redirect_link="/self/")

    assert [client.get(path).status_code for path in ("/x/", "/y/", "/self/")] == [404, 404, 404]


def test_a_chain_of_redirects_is_one_step(client, home, django_capture_on_commit_callbacks):
    page = make_page(home, slug="a")
    Redirect.objects.create(old_path="/older", redirect_link="/old/")
    Redirect.objects.create(old_path="/old", redirect_link="/a/")
    rename(page, "b", django_capture_on_commit_callbacks)

    assert client.get("/older/?utm=1")["Location"] == "/b/?utm=1"


def test_circles_and_empty_slugs_of_old_databases_are_mended(home):
    page, draft = make_page(home, slug="a"), home.add_child(instance=StandardPage(title="D", live=False))
    below = make_page(page, slug="below")
    site = home.get_site()
    Redirect.objects.create(old_path="/a", site=site, redirect_page=page, automatically_created=True)
    Redirect.objects.create(old_path="/old", site=site, redirect_page=page, automatically_created=True)
    Redirect.objects.create(old_path="/d0", site=site, redirect_page=draft, automatically_created=True)
    Page.objects.filter(pk=page.pk).update(slug="", title="🏺", url_path=home.url_path + "/")
    JournalTag.objects.bulk_create([JournalTag(name="🍵", slug="")])

    _migrate()

    page.refresh_from_db()
    assert (page.slug, page.url) == ("amphora", "/amphora/")
    assert Page.objects.get(pk=below.pk).url_path == page.url_path + "below/" or below.url_path
    assert JournalTag.objects.get().slug == "teacup-without-handle"
    assert starts() == ["/a", "/old"]
    assert redirect_loops() == []


def _migrate():
    importlib.import_module("content.migrations.0006_slugs_and_redirects").mend(apps, None)


@pytest.mark.parametrize(
    ("title", "slug"),
    [("🏺", "amphora"), ("青瓷", "qing-ci"), ("Kiln 🔥", "kiln"), ("!", "exclamation-mark")],
)
@pytest.mark.parametrize("live", [True, False])
def test_every_title_makes_a_slug(home, title, slug, live):
    pages = [home.add_child(instance=StandardPage(title=title, live=live)) for _time in range(2)]

    assert [page.slug for page in pages] == [slug, f"{slug}-2"]


def test_tags_of_signs_alone_differ():
    tags = [JournalTag.objects.create(name=name) for name in ("🏺", "🍵", "青瓷", "🏺 ", "…" * 60)]

    assert len({tag.slug for tag in tags}) == len(tags)
    assert [tag.slug for tag in tags[:3]] == ["amphora", "teacup-without-handle", "qing-ci"]


@hypothesis_settings(
    max_examples=max(20, fuzz_examples() // 25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=st.lists(st.tuples(st.integers(0, 2), st.sampled_from("abcd"), st.booleans()), max_size=12))
def test_every_public_address_leads_in_one_step_to_its_page(
    client, home, django_capture_on_commit_callbacks, moves
):
    with contextlib.suppress(_UndoneError), transaction.atomic():
        pages = [make_page(home, slug=f"start-{number}") for number in range(3)]
        public = {f"/start-{number}/": page.pk for number, page in enumerate(pages)}
        for number, slug, is_taken_down in moves:
            page = Page.objects.get(pk=pages[number].pk).specific
            if Page.objects.child_of(home).filter(slug=slug).exclude(pk=page.pk).exists():
                continue
            if is_taken_down:
                page.unpublish()
            public[f"/{slug}/"] = rename(page, slug, django_capture_on_commit_callbacks).pk
        assert redirect_loops() == []
        for path, pk in public.items():
            here = Page.objects.get(pk=pk).url
            answer = client.get(path)
            assert (answer.status_code, answer.get("Location", path)) == (200 if here == path else 301, here)
        raise _UndoneError


class _UndoneError(Exception):
    """Takes an example back."""
