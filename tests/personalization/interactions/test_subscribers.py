import pytest
from django.utils import timezone

from crm_core.consents.models import Consent
from crm_core.customers.services import identify
from personalization.interactions.models import Interaction
from personalization.interactions.services import grant_consent, link_basket
from shop.events.models import Delivery
from shop.events.services import publish
from shop.order.events import OrderCancelled, OrderPlaced
from tests.personalization.factories import VisitorFactory
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def deliver(django_capture_on_commit_callbacks):
    """Do something that publishes and have it delivered without an error."""

    def delivered(action):
        with django_capture_on_commit_callbacks(execute=True):
            result = action()
        assert list(Delivery.objects.filter(done_at=None).values_list("subscriber", "error")) == []
        return result

    return delivered


def basket_of(visitor, product, quantity=1):
    basket = BasketFactory(lines=[(product, quantity)])
    link_basket(basket.pk, visitor_key=visitor.key)
    return basket


def test_order_of_a_visitor_who_agreed_becomes_purchases_once(deliver):
    visitor, product = VisitorFactory(), ProductFactory()
    order = deliver(
        lambda: OrderFactory(basket=basket_of(visitor, product, 2), guest_email="mei@example.com")
    )

    deliver(lambda: publish(OrderPlaced(order_id=order.pk)))

    purchase = Interaction.objects.get()
    assert (purchase.kind, purchase.visitor, purchase.product, purchase.quantity) == (
        "purchase",
        visitor,
        product,
        2,
    )
    assert purchase.occurred_at == order.date_placed
    assert purchase.customer == identify(order=order)
    visitor.refresh_from_db()
    assert (visitor.first_name, visitor.customer) == ("Ada", identify(order=order))


def test_order_without_consent_leaves_no_interaction(deliver):
    order = deliver(OrderFactory)

    deliver(lambda: publish(OrderPlaced(order_id=order.pk)))

    assert not Interaction.objects.exists()


def test_order_of_a_user_who_agreed_elsewhere_becomes_purchases(deliver):
    user = UserFactory()
    source = Consent.Source.PREFERENCES
    grant_consent(visitor_key=None, user=user, source=source, now=timezone.now())
    order = deliver(lambda: OrderFactory(user=user))

    deliver(lambda: publish(OrderPlaced(order_id=order.pk)))

    purchase = Interaction.objects.get()
    assert (purchase.user, purchase.visitor, purchase.order_line) == (user, None, order.lines.get())


def test_cancelled_order_counts_no_more(deliver):
    order = deliver(lambda: OrderFactory(basket=basket_of(VisitorFactory(), ProductFactory())))

    deliver(lambda: publish(OrderCancelled(order_id=order.pk)))

    first = Interaction.objects.get().reversed_at
    assert first is not None
    deliver(lambda: publish(OrderCancelled(order_id=order.pk)))
    assert Interaction.objects.get().reversed_at == first


def test_order_cancelled_before_its_purchase_was_noted_never_counts(deliver):
    basket = basket_of(VisitorFactory(), ProductFactory())

    deliver(lambda: OrderFactory(basket=basket, status="Cancelled"))

    assert Interaction.objects.get().reversed_at is not None
