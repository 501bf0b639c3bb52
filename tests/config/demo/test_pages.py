"""The demo's words: complete in every language, and written once."""

import re
import tomllib

import pytest
from django.conf import settings
from wagtail.models import Page

from config.demo.files import PICTURES, WORDS
from config.demo.pages import PageWriter
from content.models import Editorial, FormEntry, Menu
from tests.shop.catalogue.factories import give
from tests.shop.factories import CategoryFactory, ProductFactory

CODES = {code for code, _name in settings.LANGUAGES}
TREE = tomllib.loads((WORDS / "tree.toml").read_text(encoding="utf-8"))
SOURCES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in (WORDS / "pages").glob("*")}
# Letters that only one of the two ways of writing Chinese has.
SIMPLIFIED, TRADITIONAL = (
    re.compile("[这们说时为东个窑让门见过长]"),
    re.compile("[這們說時為東個窯讓門見過長]"),
)


def words_of(value, path=()):
    """Yield each text with its language, from anywhere in a file."""
    if isinstance(value, dict):
        if CODES & value.keys():
            yield path, value
        for name, part in value.items():
            yield from words_of(part, (*path, name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from words_of(part, (*path, place))


EDITORIALS = tomllib.loads((WORDS / "editorials.toml").read_text(encoding="utf-8"))
FORMS = tomllib.loads((WORDS / "forms.toml").read_text(encoding="utf-8"))
ALL = [
    (name, path, value)
    for name, source in {**SOURCES, "forms": FORMS, "editorials": EDITORIALS}.items()
    for path, value in words_of(source)
]


def test_every_page_of_the_tree_has_its_file():
    assert sorted(TREE["pages"]) == sorted(SOURCES)


def test_every_text_is_there_in_every_language():
    assert [(name, path) for name, path, value in ALL if not value.keys() >= CODES] == []


@pytest.mark.parametrize(("code", "foreign"), [("zh-hans", TRADITIONAL), ("zh-hant", SIMPLIFIED)])
def test_each_chinese_keeps_to_its_own_letters(code, foreign):
    strangers = [(name, path) for name, path, value in ALL if foreign.search(str(value[code]))]

    assert strangers == []


def test_articles_and_stories_are_worth_the_click():
    long = ("our-kiln", "glazes", "what-happens-at-1280", "a-mistake-in-blue", "the-handle-comes-last")
    counts = {
        slug: len(re.sub(r"<[^>]+>", " ", " ".join(str(v["en"]) for n, _p, v in ALL if n == slug)).split())
        for slug in long
    }

    assert [slug for slug, count in counts.items() if not 250 <= count <= 750] == []


@pytest.mark.django_db
def test_the_pages_are_written_once_and_lead_to_each_other(site, settings, tmp_path, client):
    settings.MEDIA_ROOT = tmp_path
    for slug in ("vases", "bowls", "plates", "cups-and-mugs"):
        CategoryFactory(name=slug, slug=slug)
    baking = CategoryFactory(name="Baking", slug="baking")
    give(ProductFactory(), "glaze", "Oxblood")

    assert PageWriter().write() == len(SOURCES) * len(CODES)
    assert PageWriter().write() == 0

    assert Page.objects.filter(depth__gt=1, live=False).count() == 0
    assert Menu.objects.count() == 2 * len(CODES)
    assert Editorial.objects.filter(live=True).count() == 2 * len(CODES)
    assert "怕的是嚇到" in client.get(f"/zh-hant{baking.get_absolute_url()}").content.decode()
    html = client.get("/zh-hant/journal/a-mistake-in-blue/").content.decode()
    assert "一次藍色的失手" in html
    assert client.get("/zh-hans/contact/").status_code == 200
    assert not FormEntry.objects.exists()


def test_every_picture_is_there_or_has_one_to_stand_in():
    names = [
        source["picture"] if isinstance(source["picture"], list) else [source["picture"]]
        for source in SOURCES.values()
        if "picture" in source
    ]
    there = {path.stem for path in PICTURES.glob("*.webp")}

    assert [wanted for wanted in names if not there & set(wanted)] == []
