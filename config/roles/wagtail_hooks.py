"""The order of the back office's menu."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from config.roles.menu import arrange


@hooks.register("construct_main_menu", order=1000)
def group_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Group what the packages registered one by one."""
    arrange(items)
