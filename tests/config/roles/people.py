"""Somebody of a role."""

from django.contrib.auth.models import Group

from config.roles.services import set_up_roles
from tests.shop.factories import UserFactory


def member(role):
    """Make somebody of a role; the first of a test sets all roles up."""
    if not Group.objects.filter(name=role).exists():
        set_up_roles()
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user
