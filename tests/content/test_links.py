import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from wagtail.blocks import StructBlockValidationError

from content.links import LinkBlock, LinkValue
from tests.content.factories import make_home, make_page

BLOCK = LinkBlock()


def link(**values):
    return LinkValue(BLOCK, {"label": "Words", "page": None, "category": None, "path": "", **values})


def test_link_to_a_path_keeps_the_readers_language():
    with override("zh-hans"):
        assert link(path="/shop/catalogue/").url == "/zh-hans/shop/catalogue/"
    assert link(path="/shop/catalogue/").url == "/shop/catalogue/"


def test_link_to_a_page_leads_to_its_translation(site):
    english, chinese = make_home(site), make_home(site, language="zh-hans")
    story = make_page(english)
    translated = make_page(chinese, title="故事", translation_key=story.translation_key)

    with override("zh-hans"):
        assert link(page=story).url == translated.url


@pytest.mark.parametrize("values", [{}, {"path": "/a/", "page": "home"}])
def test_link_needs_exactly_one_destination(site, values):
    if "page" in values:
        values = {**values, "page": make_home(site)}

    with pytest.raises(StructBlockValidationError):
        BLOCK.clean(link(**values))


@pytest.mark.parametrize(
    "path", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil"]
)
def test_link_refuses_paths_of_other_sites(path):
    with pytest.raises(ValidationError):
        BLOCK.clean(link(path=path))
