"""Which picture stands for a page where somebody posts its address."""

import pytest

from content.models import ArticlePage, CollectionIndexPage, CollectionPage, JournalIndexPage
from tests.content.factories import make_child, make_home, make_image
from tests.content.sharing import large, shared

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("index", "page"), [(JournalIndexPage, ArticlePage), (CollectionIndexPage, CollectionPage)]
)
def test_a_page_shares_the_picture_at_its_head_and_a_list_its_first_one(client, site, index, page):
    image = make_image("kiln")
    above = make_child(make_home(site), index, title="All", slug="all")

    assert shared(client, "/all/") == ()

    make_child(above, page, title="Bare", slug="bare")
    make_child(above, page, title="Fire", slug="fire", picture=image, picture_words="A fire")

    assert shared(client, "/all/fire/") == (large(image), "A fire")
    assert shared(client, "/all/") == (large(image), "A fire")
    assert shared(client, "/all/bare/") == ()
