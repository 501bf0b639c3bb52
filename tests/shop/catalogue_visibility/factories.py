"""Companies with a buyer, and rules as staff save them."""

import itertools

from shop.b2b.models import Company, CompanyContact, CompanyGroup
from shop.catalogue_visibility.models import VisibilityRule
from shop.catalogue_visibility.services import save_rule
from tests.shop.factories import StaffFactory, UserFactory

SECRET, HIDDEN_PLACE = "Obsidian urn", "Obsidian gallery"
_numbers = itertools.count(1)


def make_group(name=""):
    return CompanyGroup.objects.create(name=name or f"Group {next(_numbers)}")


def make_company(*, parent=None, group=None, name=""):
    name = name or f"Company {next(_numbers)}"
    return Company.objects.create(name=name, parent=parent, group=group)


def make_buyer(company=None, **fields):
    """Return a user who speaks for a company."""
    user = UserFactory(**fields)
    CompanyContact.objects.create(
        company=company or make_company(), user=user, name="Jonas", email=user.email, is_active=True
    )
    return user


def hide(part=None, *, from_=None, shown=False, by=None):
    """Save a rule: hide a product, a category or (None) everything from a company, a group or everybody."""
    kind = None if part is None else type(part).__name__.lower()
    audience = (
        {} if from_ is None else {{"CompanyGroup": "group"}.get(type(from_).__name__, "company"): from_}
    )
    rule = VisibilityRule(
        effect="shown" if shown else "hidden", **audience, **({} if kind is None else {kind: part})
    )
    key = f"{rule.audience}|{rule.part}"
    rule.pk = VisibilityRule.objects.filter(key=key).values_list("pk", flat=True).first()
    save_rule(rule, by=by or StaffFactory())
    return rule


def show(part=None, *, to=None):
    return hide(part, from_=to, shown=True)
