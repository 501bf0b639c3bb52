"""The `roles` app: it has no tables, it fills Django's groups."""

from django.apps import AppConfig


class RolesConfig(AppConfig):
    """The groups that a new shop starts with, and the command that makes them."""

    name = "config.roles"
    label = "roles"
