from types import SimpleNamespace

from django.test import RequestFactory

from shop.backoffice.confirmation import KeptPreviews, is_confirmed

DIGEST = "a" * 64


def sent(user=1, **data):
    request = RequestFactory().post("/", data)
    request.user = SimpleNamespace(pk=user)
    return request


def test_form_is_done_only_after_somebodys_yes():
    assert [is_confirmed(sent(**data)) for data in ({}, {"confirmed": ""}, {"confirmed": "1"})] == [
        False,
        False,
        True,
    ]


def test_preview_is_kept_for_who_saw_it():
    previews = KeptPreviews(name="statement", seconds=60)
    previews.keep(sent(), DIGEST, ("name.csv", b"rows"))

    assert previews.kept(sent(digest=DIGEST)) == ("name.csv", b"rows")
    others = [sent(user=2, digest=DIGEST), sent(digest="b" * 64), sent(), sent(digest=f"{DIGEST[:-1]} ")]
    assert [previews.kept(request) for request in others] == [None] * 4
    assert KeptPreviews(name="other", seconds=60).kept(sent(digest=DIGEST)) is None
