import pytest
from django.utils import timezone

from crm_core.consents.export import consents
from crm_core.consents.models import Consent
from personalization.interactions.export import interactions
from personalization.interactions.models import Interaction, Visitor
from personalization.interactions.services import erase_account_behaviour, grant_consent
from shop.events.models import Delivery
from shop.privacy.services import erase_account, request_deletion
from tests.personalization.factories import ViewFactory, VisitorFactory
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei():
    user = UserFactory(email="mei@example.com")
    visitor = grant_consent(visitor_key=None, user=user, source="banner", now=timezone.now())
    ViewFactory(visitor=visitor, user=user, product=ProductFactory(title="Own vase"))
    return user


def test_only_ones_own_interactions_and_choices(mei):
    li = UserFactory()
    ViewFactory(user=li, product=ProductFactory(title="Foreign vase"))
    grant_consent(visitor_key=None, user=li, source="banner", now=timezone.now())
    ViewFactory(visitor=VisitorFactory(), product=ProductFactory(title="Stranger's vase"))

    assert [(row["kind"], row["product"]) for row in interactions(mei)] == [("view", "Own vase")]
    assert [(row["decision"], row["source"]) for row in consents(mei)] == [("granted", "banner")]


def test_an_ended_account_is_forgotten_once(mei, django_capture_on_commit_callbacks):
    order = OrderFactory(user=mei)
    foreign = ViewFactory(user=UserFactory())
    request = request_deletion(mei, now=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(request, now=request.due_at)
    erase_account_behaviour(mei, now=timezone.now())

    assert not Delivery.objects.filter(done_at=None, event__name="AccountDeleted").exists()
    assert list(Interaction.objects.all()) == [foreign]
    assert list(Visitor.objects.all()) == [foreign.visitor]
    choices = Consent.objects.order_by("pk").values_list("action", "source")
    assert list(choices) == [("granted", "banner"), ("refused", "deletion")]
    order.refresh_from_db()
    assert order.user == mei
