"""What a certificate is needed for: ordering products, registering deals."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.accounts.models import PartnerAccount
from partners.accounts.queries import account_of
from partners.deal_registrations.submit_gates import SUBMIT_GATES, SubmitGate
from partners.training.models import Course
from partners.training.queries import valid_certificates
from shop.catalogue.models import Category, Product
from shop.order.exceptions import OrderRefused
from shop.order.models import Order
from shop.order.placement import PLACEMENT_GUARDS, PlacementGuard
from shop.time_zones import shop_day


def limiting_courses() -> QuerySet[Course]:
    """List the published courses that limit who may order some goods."""
    rows = Course.objects.filter(is_published=True)
    return rows.filter(Q(products__isnull=False) | Q(categories__isnull=False))


def courses_needed_for(products: Iterable[int]) -> list[Course]:
    """List the courses without whose certificate these products (by key) may not be ordered.

    A product counts as its parent and as all categories that either is in, and those above them. Three
    queries.
    """
    keys = set(products)
    parents = Product.objects.filter(pk__in=keys).values_list("parent_id", flat=True)
    keys |= {parent for parent in parents if parent}
    paths = Category.objects.filter(product__in=keys).values_list("path", flat=True)
    step = Category.steplen
    above = {path[:end] for path in paths for end in range(step, len(path) + 1, step)}
    found = limiting_courses().filter(Q(products__in=keys) | Q(categories__path__in=above))
    return list(found.distinct().order_by("title", "pk"))


def missing_certificates(account: PartnerAccount | None, courses: Iterable[Course]) -> list[Course]:
    """Return the courses of which nobody of an account holds a valid certificate. One query."""
    held: set[int] = set()
    if account is not None:
        held = set(valid_certificates(shop_day()).filter(account=account).values_list("course", flat=True))
    return [course for course in courses if course.pk not in held]


def hold_to_certificates(order: Order) -> None:
    """Refuse an order of products for which the buyer's partner account lacks a certificate.

    Raises OrderRefused, which names the course and where it is.
    """
    if not limiting_courses().exists():
        return
    products = [line.product_id for line in order.lines.all() if line.product_id]
    needed = courses_needed_for(products)
    if not needed:
        return
    missing = missing_certificates(account_of(order.user), needed)
    if missing:
        raise OrderRefused(
            _(
                "Some of these goods may only be ordered by partners who hold the certificate “%(course)s”. "
                "The course is in the partner portal: %(link)s"
            )
            % {"course": missing[0].title, "link": course_link(missing[0])}
        )


def course_link(course: Course) -> str:
    """Return the whole address of a course."""
    path = reverse("partner_training:course", args=[course.pk])
    return f"{settings.KILN_BASE_URL.rstrip('/')}{path}"


def refuse_deals(account: PartnerAccount) -> str | None:
    """Say which certificate an account lacks to submit deals; None where it lacks none."""
    needed = Course.objects.filter(is_published=True, is_required_for_deals=True)
    missing = missing_certificates(account, needed)
    if not missing:
        return None
    words = _("Deals can be submitted once one of you holds the certificate “%(course)s”: %(link)s")
    return words % {"course": missing[0].title, "link": course_link(missing[0])}


PLACEMENT_GUARDS.register(PlacementGuard(name="certificates", check=hold_to_certificates, order=20))
SUBMIT_GATES.register(SubmitGate(name="certificates", refuse=refuse_deals))
