"""The checklist on the administrator's start page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from shop.identity.models import ShopSettings
from shop.setup.steps import PERMISSION, progress


class SetupPanel(Component):
    """What is left to do before the shop is open; gone when all is done or somebody ended it."""

    name = "setup"
    order = 10
    template_name = "backoffice/setup/panel.html"

    def __init__(self, request: HttpRequest) -> None:
        self.is_for_them = request.user.has_perm(PERMISSION)

    def get_context_data(self, parent_context: Mapping[str, object]) -> dict[str, Any]:
        """Read the steps, for administrators only."""
        row = ShopSettings.objects.first() if self.is_for_them else None
        if not self.is_for_them or (row is not None and row.is_set_up):
            return {"steps": []}
        steps = progress(row)
        done = sum(entry.is_done for entry in steps)
        if done == len(steps):
            return {"steps": []}
        following = next(entry for entry in steps if not entry.is_done)
        return {"steps": steps, "done": done, "all": len(steps), "following": following}
