"""Two people who change one offer step by step."""

import pytest
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test.factories import create_offer

from tests.config.roles.people import member
from tests.shop.backoffice.edits_page import fields_of, has_choice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ConditionalOffer = get_model("offer", "ConditionalOffer")
CONFLICT = 409


@pytest.fixture
def offer():
    return create_offer(name="Ten off", priority=1)


@pytest.fixture
def marketer(client):
    client.force_login(member("marketing"))
    return client


def step_url(offer, step):
    return reverse(f"dashboard:offer-{step}", kwargs={"pk": offer.pk})


def held(offer):
    offer = ConditionalOffer.objects.get(pk=offer.pk)
    return offer.name_en, offer.name_zh_hans, offer.priority, offer.benefit.value


def test_what_one_changed_alone_is_merged(marketer, offer):
    address = step_url(offer, "metadata")
    mine = fields_of(marketer.get(address))
    ConditionalOffer.objects.update(name_zh_hans="九折", priority=7)

    response = marketer.post(address, mine | {"name_en": "Mine", "save": "1"})

    assert response.status_code == 302, response.context["form"].errors
    assert held(offer)[:3] == ("Mine", "九折", 7)


def test_what_both_changed_is_shown_and_nothing_is_written(marketer, offer):
    address = step_url(offer, "benefit")
    mine = fields_of(marketer.get(address))
    offer.benefit.value = 30
    offer.benefit.save()

    response = marketer.post(address, mine | {"value": "40", "save": "1"})

    assert (response.status_code, has_choice(response, "value"), held(offer)[3]) == (CONFLICT, True, 30)
    marketer.post(address, fields_of(response) | {"edit_choice-value": "theirs", "save": "1"})
    assert held(offer)[3] == 30


def test_step_that_waits_is_compared_again_when_the_offer_is_saved(marketer, offer):
    words = step_url(offer, "metadata")
    marketer.post(words, fields_of(marketer.get(words)) | {"name_en": "Mine"})
    benefit = step_url(offer, "benefit")
    mine = fields_of(marketer.get(benefit))
    ConditionalOffer.objects.update(name_en="Theirs", name_zh_hans="九折")

    refused = marketer.post(benefit, mine | {"value": "40", "save": "1"})

    assert refused.url == words
    assert held(offer)[0] == "Theirs"
    shown = marketer.get(words)
    assert has_choice(shown, "name_en")
    assert marketer.post(words, fields_of(shown) | {"save": "1"}).status_code == 302
    assert held(offer)[:2] + held(offer)[3:] == ("Mine", "九折", 40)


def test_step_that_waits_takes_over_what_only_the_other_changed(marketer, offer):
    words = step_url(offer, "metadata")
    marketer.post(words, fields_of(marketer.get(words)) | {"name_en": "Mine"})
    benefit = step_url(offer, "benefit")
    mine = fields_of(marketer.get(benefit))
    ConditionalOffer.objects.update(name_zh_hans="九折")

    marketer.post(benefit, mine | {"value": "40", "save": "1"})

    assert held(offer)[:2] + held(offer)[3:] == ("Mine", "九折", 40)
