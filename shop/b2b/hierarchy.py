"""Companies above and below one another."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from shop.b2b.models import Company
from shop.b2b.models.companies import CYCLE, lock_hierarchy


def descendants_of(company: Company) -> QuerySet[Company]:
    """List the companies below one, by their path; itself is not among them."""
    return Company.objects.filter(path__startswith=company.path).exclude(pk=company.pk).order_by("path")


def possible_parents(company: Company | None) -> QuerySet[Company]:
    """List the companies that one may stand below: all but itself and those below it."""
    companies = Company.objects.order_by("name", "pk")
    if company is None or not company.pk:
        return companies
    return companies.exclude(Q(pk=company.pk) | Q(path__startswith=company.path))


def check_parent(company: Company, parent: Company | None) -> None:
    """Look, under the lock of moves, whether a company may stand below another.

    Call it in the transaction that saves. Raises ValidationError with words for staff.
    """
    if parent is None or not company.pk:
        return
    lock_hierarchy()
    above = Company.objects.filter(pk=parent.pk).values_list("path", flat=True).first() or ""
    if f"/{company.pk}/" in above:
        raise ValidationError(CYCLE)


def move_company(company: Company, parent: Company | None) -> Company:
    """Put a company with all below it under another, or at the top; return it as it is now.

    Of moves at the same time one waits for the other. Raises ValidationError (field `parent`), and changes
    nothing, where the parent stands below the company itself or the tree would be too deep.
    """
    with transaction.atomic():
        row = Company.objects.select_for_update(no_key=True).get(pk=company.pk)
        row.parent = parent
        row.save(update_fields=["parent"])
    return row
