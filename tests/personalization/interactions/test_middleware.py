import pytest
from django.http import HttpResponse
from django.utils import timezone

from personalization.interactions.consent import CONSENT_COOKIE, BrowserState, ConsentChoice
from personalization.interactions.middleware import VisitorMiddleware
from personalization.interactions.models import BasketVisitor
from tests.personalization.factories import VisitorFactory, carry
from tests.shop.factories import BasketFactory

pytestmark = pytest.mark.django_db


def run(request, **attributes):
    vars(request).update(attributes)
    return VisitorMiddleware(lambda _request: HttpResponse())(request)


def cookies(client):
    return {name: morsel.value for name, morsel in client.cookies.items()}


def test_basket_is_tied_on_a_request_that_may_write(rf, client):
    visitor, basket = VisitorFactory(), BasketFactory()
    request = rf.post("/")
    request.COOKIES = cookies(carry(client, visitor=visitor))

    run(request, _basket_cache=basket)

    assert BasketVisitor.objects.get().basket == basket
    assert BasketVisitor.objects.get().visitor == visitor


@pytest.mark.parametrize(("method", "granted"), [("get", True), ("post", False)])
def test_nothing_is_tied_on_a_read_or_without_consent(rf, client, method, granted, django_assert_num_queries):
    visitor, basket = VisitorFactory(), BasketFactory()
    request = getattr(rf, method)("/")
    request.COOKIES = cookies(carry(client, visitor=visitor, granted=granted))

    with django_assert_num_queries(0):
        run(request, _basket_cache=basket)

    assert not BasketVisitor.objects.exists()


def test_tie_that_fails_does_not_break_the_page(rf, client, caplog):
    request = rf.post("/")
    request.COOKIES = cookies(carry(client, visitor=VisitorFactory()))
    gone = BasketFactory()
    gone.pk = 2**70  # more than the column holds: the database refuses

    response = run(request, _basket_cache=gone)

    assert response.status_code == 200
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_new_state_reaches_the_browser(rf):
    state = BrowserState(choice=ConsentChoice(granted=False, chosen_at=timezone.now()), visitor_key=None)

    response = run(rf.get("/"), browser_state=state)

    assert response.cookies[CONSENT_COOKIE].value != ""


def test_personal_page_is_kept_out_of_shared_caches(rf):
    response = run(rf.get("/"), shows_personal=True)

    assert response.headers["Vary"] == "Cookie"
    assert response.headers["Cache-Control"] == "private"


def test_other_pages_stay_as_they_are(rf):
    response = run(rf.get("/"))

    assert "Vary" not in response.headers
    assert "Cache-Control" not in response.headers
    assert not response.cookies
