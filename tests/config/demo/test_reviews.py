"""What the demo's reviews promise, read from their file."""

import re
from collections import Counter

from config.demo.customers import shoppers
from config.demo.files import CATALOGUE, lines_of
from config.demo.reviews import STATES, written_reviews

REVIEWS = written_reviews()
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_there_are_many_of_many_products_by_many_people():
    known = {row["slug"] for row in lines_of(CATALOGUE / "products.jsonl")}

    assert len(REVIEWS) >= 120
    assert len({review.product for review in REVIEWS}) >= 40
    assert {review.product for review in REVIEWS} <= known
    assert len({review.email for review in REVIEWS}) >= 30
    assert len({(review.product, review.email) for review in REVIEWS}) == len(REVIEWS)
    assert len({review.body for review in REVIEWS}) == len(REVIEWS)


def test_stars_and_states_are_mixed():
    assert set(Counter(review.stars for review in REVIEWS)) == {1, 2, 3, 4, 5}
    states = Counter(review.state for review in REVIEWS)
    assert set(states) == set(STATES)
    assert states["new"] >= 5


def test_everybody_writes_in_the_language_they_read():
    languages = {s.email: s.language for s in shoppers() if s.has_account}

    assert {review.email for review in REVIEWS} <= set(languages)
    assert {languages[review.email] for review in REVIEWS} == {"en", "zh-hans", "zh-hant"}
    wrong = [
        review.title
        for review in REVIEWS
        if bool(CHINESE.search(review.body)) != languages[review.email].startswith("zh")
    ]
    assert wrong == []
