import pytest

from tests.content.factories import make_home, make_page
from tests.shop.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(site):
    english, chinese = make_home(site), make_home(site, language="zh-hans")
    story = make_page(english)
    return story, make_page(chinese, title="故事", slug="story-zh", translation_key=story.translation_key)


def test_a_page_is_previewed_as_stranger_as_buyer_and_in_its_other_languages(pages):
    story, _chinese = pages

    assert [name for name, _words in story.preview_modes] == ["", "buyer", "language:zh-hans"]


def test_a_stranger_is_not_logged_in_and_a_buyer_is(pages, rf):
    story, _chinese = pages
    user = StaffFactory()
    for mode, is_known in (("", False), ("buyer", True)):
        request = rf.get("/story/")
        request.user = user
        response = story.serve_preview(request, mode)
        assert request.user.is_authenticated is is_known
        assert ("/accounts/login/" not in response.content.decode()) is is_known


def test_another_language_shows_the_latest_draft_there(pages, rf):
    story, chinese = pages
    chinese.title = "还没有发布"
    chinese.save_revision()
    request = rf.get("/story/")
    request.user = StaffFactory()

    html = story.serve_preview(request, "language:zh-hans").content.decode()

    assert "还没有发布" in html
    assert '<html lang="zh-Hans">' in html
