"""A partner on the phone: a course, a quiz failed and passed, a certificate, a better tier and its prices."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from partners.tiers.models import TierRequirement
from partners.tiers.services import review
from partners.training.services import submit_attempt
from tests.journeys.conftest import PHONE
from tests.journeys.looking import look_at_all
from tests.journeys.payments import shop
from tests.partners.factories import PartnerUserFactory
from tests.partners.tiers.factories import TierFactory
from tests.partners.training.factories import CourseFactory, begin, certificate, right_answers, wrong_answers
from tests.shop.price_lists.factories import PriceListFactory, assign, listed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["shop"]


def is_narrow(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"])


def answer(page: Page, answers: dict[int, list[int]]) -> None:
    for question, ticked in answers.items():
        for choice in ticked:
            page.locator(f"input[name=q{question}][value='{choice}']").check()
    page.get_by_role("button", name="Submit the answers").click()


def test_course_quiz_certificate_tier_and_price_on_the_phone(shop, enter, live_server):
    TierFactory(name="Silver", rank=1)
    gold = TierFactory(name="Gold", rank=2)
    TierRequirement.objects.create(tier=gold, criterion="certificates", threshold=1)
    price_list = PriceListFactory()
    listed(price_list, shop.product, "15.00")
    assign(price_list, group=gold.group)
    person, course = PartnerUserFactory(), CourseFactory(title="Kiln firing", summary="Heat and time.")
    review(person.account)
    page, base = enter(person.user), live_server.url
    page.set_viewport_size(PHONE)

    page.goto(base + reverse("partner_training:index"))
    assert is_narrow(page)
    page.get_by_role("link", name="Kiln firing").click()
    page.get_by_role("link", name="Begin the course").click()
    page.get_by_role("button", name="Done, next lesson").click()
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Start the quiz").click()

    first, *others = wrong_answers(course).items()
    answer(page, dict([first]))
    expect(page.get_by_text("Please choose an answer.")).to_be_visible()
    assert page.locator(f"input[name=q{first[0]}]:checked").count() == 1
    assert is_narrow(page)
    answer(page, dict(others))
    expect(page.get_by_role("heading", name="Not passed")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    answer(page, right_answers(course))
    expect(page.get_by_role("heading", name="Passed")).to_be_visible()
    assert is_narrow(page)

    page.goto(base + reverse("partner_tiers:mine"))
    expect(page.get_by_role("heading", name="Your tier: Gold")).to_be_visible()
    page.goto(base + shop.product.get_absolute_url())
    expect(page.get_by_text("12.61").first).to_be_visible()


def test_training_pages_are_open_to_everybody(shop, enter, live_server):
    person, course = PartnerUserFactory(), CourseFactory(title="Kiln firing")
    failed = submit_attempt(begin(person.user, course), wrong_answers(course), now=timezone.now())
    attempt, held = begin(person.user, course), certificate(person, CourseFactory(title="Glazes"), days=20)
    page = enter(person.user)
    pages = [
        ("index", []),
        ("team", []),
        ("course", [course.pk]),
        ("lesson", [course.pk, course.lessons.first().pk]),
        ("attempt", [attempt.pk]),
        ("attempt", [failed.pk]),
        ("check", [held.number]),
    ]

    paths = {f"{name}{args}": reverse(f"partner_training:{name}", args=args) for name, args in pages}

    assert look_at_all(page, live_server.url, paths) == {}
