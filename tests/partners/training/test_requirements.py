"""Without the certificate neither the goods nor the deals of a course."""

import pytest
from django.utils import timezone
from oscar.apps.catalogue.categories import create_from_breadcrumbs

from partners.deal_registrations.errors import RegistrationError
from partners.deal_registrations.models import DealRegistration
from partners.deal_registrations.services import submit
from partners.training.requirements import courses_needed_for, hold_to_certificates
from shop.order.exceptions import OrderRefused
from tests.partners.factories import PartnerUserFactory
from tests.partners.training.factories import CourseFactory, certificate
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return PartnerUserFactory()


@pytest.fixture
def course(member):
    return CourseFactory(title="Kiln firing")


def order_of(user, product):
    return OrderFactory(basket=BasketFactory(lines=[(product, 1)], owner=user), user=user)


def test_product_of_a_course_needs_its_certificate(member, course):
    product = ProductFactory(price="10.00", num_in_stock=10)
    course.products.add(product)
    course.save()

    with pytest.raises(OrderRefused, match=f"Kiln firing.*/partners/training/{course.pk}/"):
        order_of(member.user, product)
    certificate(member, course)

    assert order_of(member.user, product).pk


def test_category_counts_for_what_is_below_it(member, course):
    above = create_from_breadcrumbs("Kilns > Front loaders").get_parent()
    course.categories.add(above)
    course.save()
    product = ProductFactory(price="10.00", num_in_stock=10)
    product.categories.add(above.get_children()[0])

    assert courses_needed_for([product.pk]) == [course]
    assert courses_needed_for([ProductFactory().pk]) == []


def test_expired_certificate_and_a_strangers_order_are_refused(member, course):
    product = ProductFactory(price="10.00", num_in_stock=10)
    course.products.add(product)
    course.save()
    certificate(member, course, days=-1)

    for user in (member.user, UserFactory()):
        with pytest.raises(OrderRefused):
            order_of(user, product)


def test_other_goods_are_free_and_cost_one_query(member, django_assert_num_queries):
    order = order_of(member.user, ProductFactory(price="10.00", num_in_stock=10))

    with django_assert_num_queries(1):
        hold_to_certificates(order)


def test_deals_need_the_certificate_of_a_course_that_says_so(member):
    course = CourseFactory(title="Programme", is_required_for_deals=True)
    deal = DealRegistration.objects.create(
        account=member.account, customer_name="Harbour Hotel", country="DE", contact_email="a@harbour.example"
    )

    with pytest.raises(RegistrationError, match="Programme"):
        submit(deal, by=member.user, now=timezone.now())
    certificate(member, course)

    assert submit(deal, by=member.user, now=timezone.now()).submitted_at
