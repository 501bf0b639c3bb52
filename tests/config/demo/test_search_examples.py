"""What the shop itself suggests to search for is found in the demo, in every language."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from config.demo.files import CATALOGUE
from config.demo.shop import VOICE
from tests.content.factories import make_home
from tests.search.factories import index_all

pytestmark = pytest.mark.django_db
VASE = {"en": "Cylinder vase", "zh-hans": "直筒花瓶", "zh-hant": "直筒花瓶"}


def search(client, language, text):
    with translation.override(language):
        return client.get(reverse("search:search"), {"q": text}).context["listing"]


def test_every_example_finds_what_it_says(site, client):
    make_home(site)
    catalogue, mapping = CATALOGUE / "products.jsonl", CATALOGUE / "mapping.json"
    call_command("load_countries", verbosity=0)
    call_command("import_catalogue", catalogue, mapping=str(mapping), verbosity=0)
    index_all()

    celadon = search(client, "en", "celadon").full_matches
    for language, examples in zip(VASE, VOICE["search_examples"], strict=True):
        shown = re.split("[,、]", examples)
        listings = [search(client, language, text) for text in shown]

        assert len(shown) == 3
        assert [listing.text for listing in listings if not listing.cards or listing.corrected] == []
        assert (listings[1].full_matches, listings[1].total) == (celadon, celadon)
        assert listings[2].cards[0].title == VASE[language]
    assert celadon > 20
