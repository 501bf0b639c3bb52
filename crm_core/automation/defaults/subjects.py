"""What events of the shop and the CRM are about, and whose it is."""

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_core.activities.models import Activity
from crm_core.automation.registry import SUBJECTS, Subject
from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.queries import customer_of_identifier, customer_of_user
from crm_core.customers.records.trees import survivor_of
from crm_core.customers.services import CannotIdentifyError, attach_order
from shop.basket.models import Basket
from shop.checkout.models import BasketContact
from shop.contact_data import normalised_email
from shop.mail.models import Mail
from shop.order.models import Order
from shop.reviews.models import ProductReview
from shop.user.models import User


def _itself(customer: Model) -> Customer | None:
    return survivor_of(customer) if isinstance(customer, Customer) else None


def _of_order(order: Model) -> Customer | None:
    found = Customer.records.filter(customer_orders__order=order.pk).first()
    return survivor_of(found) if found is not None else None


def _attach(order: Model) -> object:
    """Whoever hears first of an order says whose it is: conditions ask for the customer's figures."""
    try:
        return attach_order(order) if isinstance(order, Order) else None
    except CannotIdentifyError:
        return None


def _of_user(user: Model) -> Customer | None:
    return customer_of_user(int(user.pk))


def _of_address(address: str) -> Customer | None:
    email = normalised_email(address)
    return customer_of_identifier(CustomerIdentifier.Kind.EMAIL, email) if email else None


def _of_basket(basket: Model) -> Customer | None:
    if not isinstance(basket, Basket):
        return None
    if basket.owner_id is not None:
        return customer_of_user(basket.owner_id)
    contact = BasketContact.objects.filter(basket=basket).first()
    return _of_address(contact.email) if contact else None


def _of_review(review: Model) -> Customer | None:
    user = review.user_id if isinstance(review, ProductReview) else None
    return customer_of_user(user) if user is not None else None


def _of_activity(activity: Model) -> Customer | None:
    customer = activity.customer if isinstance(activity, Activity) else None
    return survivor_of(customer) if customer is not None else None


def _of_mail(mail: Model) -> Customer | None:
    return _of_address(mail.to) if isinstance(mail, Mail) else None


for _subject in (
    Subject(
        name="customer",
        label=_("Customer"),
        model=Customer,
        payload_field="customer_id",
        customer_of=_itself,
        url=lambda customer: reverse("customers:inspect", args=[customer.pk]),
    ),
    Subject(
        name="order",
        label=_("Order"),
        model=Order,
        payload_field="order_id",
        customer_of=_of_order,
        prepare=_attach,
    ),
    Subject(
        name="basket",
        label=_("Basket"),
        model=Basket,
        payload_field="basket_id",
        customer_of=_of_basket,
    ),
    Subject(
        name="review",
        label=_("Review"),
        model=ProductReview,
        payload_field="review_id",
        customer_of=_of_review,
    ),
    Subject(
        name="activity",
        label=_("Activity"),
        model=Activity,
        payload_field="activity_id",
        customer_of=_of_activity,
    ),
    Subject(name="mail", label=_("E-mail"), model=Mail, payload_field="mail_id", customer_of=_of_mail),
    Subject(
        name="account",
        label=_("Account"),
        model=User,
        payload_field="user_id",
        customer_of=_of_user,
    ),
):
    SUBJECTS.register(_subject)
