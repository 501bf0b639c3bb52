"""Lists, and companies whose people share them."""

from shop.b2b.models import Company, CompanyContact, CompanyRole
from shop.shopping_lists.services import add_products, create_list
from tests.shop.factories import UserFactory


def a_list(owner=None, *, name="Weekly", **pieces):
    """Make a list of (product, quantity) pairs: `a_list(user, lines=[(bowl, 6)])`."""
    lines = pieces.pop("lines", ())
    made = create_list(owner or UserFactory(), name=name)
    add_products(made, {product.pk: quantity for product, quantity in lines})
    return made


def a_company(name="Harbour Kitchens"):
    return Company.objects.create(name=name)


def a_buyer(company, name="Ada", *, grants=None):
    """Make an account that speaks for a company, as its buyers do or with a role of its own."""
    user = UserFactory(first_name=name)
    role = None
    if grants is not None:
        role = CompanyRole.objects.create(company=company, name=f"Role of {name}", grants=grants)
    CompanyContact.objects.create(company=company, user=user, name=name, email=user.email, role=role)
    return user
