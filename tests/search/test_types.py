from dataclasses import replace

from tests.search.documents import document


def test_a_rating_changes_what_is_counted_only_by_whole_stars():
    rated = document(1, rating=4.2)

    assert replace(rated, rating=4.4).frame_digest == rated.frame_digest
    assert replace(rated, rating=3.9).frame_digest != rated.frame_digest
    assert replace(rated, rating=4.4).digest != rated.digest
