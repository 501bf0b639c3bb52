"""A buyer writes about a piece with a photograph; staff read it; then everybody does."""

import io

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from shop.reviews.models import ProductReview
from tests.journeys.steps import PASSWORD, log_in, press
from tests.journeys.world import make_shop
from tests.shop.factories import OrderFactory, StaffFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def person(factory, email, **names):
    user = factory(email=email, password=PASSWORD, **names)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def photograph():
    file = io.BytesIO()
    Image.new("RGB", (800, 1000), "#2f6d7c").save(file, "JPEG")
    return {"name": "at-home.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def test_a_review_is_read_by_staff_and_then_by_everybody(site, live_server, page, chromium):
    shop = make_shop(site)
    base, address = live_server.url, shop.floor_vase.get_absolute_url()
    buyer = person(UserFactory, "mei@example.com", first_name="Mei", last_name="Lin")
    person(StaffFactory, "staff@example.com")
    OrderFactory(user=buyer, lines=[shop.tide])

    log_in(page, base, buyer.email, then=address)
    page.get_by_role("link", name="Write a review").click()
    page.get_by_role("radio", name="5: very good").check()
    page.get_by_label("Review title").fill("Stands like a rock")
    page.get_by_label("Your review").fill("Heavy enough for branches of cherry.")
    page.get_by_label("Photos").set_input_files([photograph()])
    press(page, "Submit review")
    page.wait_for_url(f"**{address}")
    expect(page.locator("#reviews")).not_to_contain_text("Stands like a rock")
    page.goto(base + reverse("customer:reviews-list"))
    expect(page.get_by_role("main")).to_contain_text("Being reviewed")

    office = chromium.new_context(locale="en-GB").new_page()
    log_in(office, base, "staff@example.com", then="/cms/")
    office.goto(base + reverse("dashboard:reviews-update", args=[ProductReview.objects.get().pk]))
    expect(office.get_by_role("img", name="Photo 1")).to_have_count(1)
    office.get_by_role("button", name="Show", exact=True).click()
    office.wait_for_load_state()
    office.context.close()

    page.goto(base + address)
    review = page.locator("#reviews article")
    expect(review).to_contain_text("Stands like a rock")
    expect(review).to_contain_text("Mei L.")
    expect(review).to_contain_text("Verified buyer")
    expect(review.get_by_role("img", name="Photo by Mei L.")).to_have_count(1)
