"""The switcher on a content page that some languages have, under a slug of their own."""

from tests.content.factories import make_home, make_page
from tests.i18n.switcher import HREFLANG, links_on


def test_links_follow_a_page_that_is_called_otherwise_in_chinese(client, site):
    english, chinese = make_home(site), make_home(site, language="zh-hans", title="首页")
    make_home(site, language="zh-hant", title="首頁")
    story = make_page(english)
    make_page(chinese, title="故事", slug="gushi", translation_key=story.translation_key)

    response = client.get("/zh-hans/gushi/?from=mail")

    # Nobody has written the story in Traditional Chinese: its readers are led to their home page.
    assert links_on(response) == {"en": "/story/?from=mail", "zh-Hant": "/zh-hant/"}
    assert HREFLANG.findall(response.content.decode()) == [
        ("en", "/story/"),
        ("x-default", "/story/"),
        ("zh-Hans", "/zh-hans/gushi/"),
    ]
