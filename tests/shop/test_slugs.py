"""Automatic slugs: never empty, readable, within their column, unlike those that are taken."""

import re

import pytest
from hypothesis import given, settings as hypothesis_settings, strategies as st
from oscar.core.utils import slugify as of_oscar

from shop.slugs import slugify, unique_slug
from tests.fuzz_examples import fuzz_examples


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Tide vase, 42 cm", "tide-vase-42-cm"),
        ("青瓷", "qing-ci"),
        ("青瓷 Bowl", "qing-ci-bowl"),
        ("綠釉花瓶", "lv-you-hua-ping"),
        ("Ваза", "ваза"),
        ("茶わん", "茶わん"),
        ("🏺", "amphora"),
        ("👩🏽\u200d🎨", "woman-artist-palette"),
        ("+", "plus-sign"),
        ("\ue000", "ue000"),
        ("", "item"),
        (" \u200d\n", "item"),
        (None, "none"),
    ],
)
def test_words_become_an_address(words, slug):
    assert of_oscar(words) == slug


def test_a_taken_slug_gets_a_number_within_the_column():
    assert unique_slug("bowl", {"bowl", "bowl-2"}) == "bowl-3"
    assert unique_slug("a" * 300, {"a" * 255}) == "a" * 253 + "-2"
    assert unique_slug("abcdef", {"abcd", "ab-2"}, longest=4) == "ab-3"


@hypothesis_settings(max_examples=fuzz_examples(), deadline=None)
@given(words=st.text(max_size=400), taken=st.sets(st.text("ab-2", max_size=4)))
def test_every_text_makes_a_slug_that_addresses_hold(words, taken):
    slug = slugify(words)

    assert re.fullmatch(r"[-\w]{1,255}", slug)
    assert slug == slugify(words)
    assert unique_slug(slug, taken) not in taken
