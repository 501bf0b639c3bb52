import pytest
from django.http import HttpResponse
from django.urls import resolve, reverse
from django.utils import timezone

from partners.referrals.cookies import COOKIE, write_click
from partners.referrals.middleware import ReferralMiddleware
from partners.referrals.models import BasketReferral
from shop.basket.models import Basket
from tests.partners.factories import PartnerAccountFactory
from tests.shop.factories import BasketFactory

pytestmark = pytest.mark.django_db


def pass_through(request, *, code=None, basket=None):
    if code:
        jar = HttpResponse()
        write_click(jar, code=code, now=timezone.now())
        request.COOKIES[COOKIE] = jar.cookies[COOKIE].value
    vars(request)["_basket_cache"] = basket
    return ReferralMiddleware(lambda _request: HttpResponse())(request)


def test_basket_is_tied_on_a_request_that_may_write(rf):
    account, basket = PartnerAccountFactory(), BasketFactory()

    pass_through(rf.post("/"), code=account.code, basket=basket)

    tie = BasketReferral.objects.get()
    assert (tie.basket, tie.account) == (basket, account)


@pytest.mark.parametrize(("method", "with_code"), [("get", True), ("post", False)])
def test_reading_or_coming_by_oneself_costs_nothing(rf, method, with_code, django_assert_num_queries):
    account, basket = PartnerAccountFactory(), BasketFactory()

    with django_assert_num_queries(0):
        pass_through(getattr(rf, method)("/"), code=account.code if with_code else None, basket=basket)

    assert not BasketReferral.objects.exists()


def test_request_without_a_basket_ties_nothing(rf):
    pass_through(rf.post("/"), code=PartnerAccountFactory().code)

    assert not BasketReferral.objects.exists()


@pytest.mark.parametrize("spoilt", [True, False])
def test_spoilt_cookie_and_basket_that_is_none_yet_are_no_error(rf, caplog, spoilt):
    request = rf.post("/")
    if spoilt:
        request.COOKIES[COOKIE] = "spoilt"
    basket = BasketFactory() if spoilt else Basket()

    pass_through(request, code=None if spoilt else PartnerAccountFactory().code, basket=basket)

    assert (caplog.records, BasketReferral.objects.count()) == ([], 0)


def test_tie_that_fails_does_not_break_the_page(rf, caplog):
    gone = BasketFactory()
    gone.pk = 2**70  # more than the column holds: the database refuses

    response = pass_through(rf.post("/"), code=PartnerAccountFactory().code, basket=gone)

    assert response.status_code == 200
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert not BasketReferral.objects.exists()


def test_checkout_finds_the_basket_tied_before_an_order_is_placed(rf):
    account, basket = PartnerAccountFactory(), BasketFactory()
    jar = HttpResponse()
    write_click(jar, code=account.code, now=timezone.now())
    seen = []

    def asked(path, method=rf.post, *, is_resolved=True):
        request = method(path)
        request.COOKIES[COOKIE] = jar.cookies[COOKIE].value
        request.basket = basket
        request.resolver_match = resolve(path) if is_resolved else None
        ReferralMiddleware(lambda _request: HttpResponse()).process_view(request, None, (), {})
        seen.append(BasketReferral.objects.filter(account=account).count())

    asked(reverse("basket:summary"))
    asked(reverse("checkout:preview"), rf.get)
    asked(reverse("checkout:preview"), is_resolved=False)
    asked(reverse("checkout:preview"))
    assert seen == [0, 0, 0, 1]
