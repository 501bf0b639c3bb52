"""The order of the back office's menu."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from config.roles.menu import gather_partners


@hooks.register("construct_main_menu")
def group_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Group what the packages registered one by one."""
    gather_partners(items)
