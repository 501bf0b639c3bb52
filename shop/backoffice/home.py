"""The start page of the back office: what needs doing today, and how business goes."""

from collections.abc import Mapping

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from shop.backoffice.figures import BAD, SECTIONS, figures_for


class TodayPanel(Component):
    """The figures that this user may see, section by section; each leads to what it counts."""

    name = "today"
    order = 50
    template_name = "backoffice/today.html"

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user

    def get_context_data(self, parent_context: Mapping[str, object]) -> dict[str, object]:
        """Read the figures, and gather those that wait for somebody."""
        found = figures_for(self.user)
        waiting = [f for figures in found.values() for f in figures if f.reading.tone]
        sections = [
            {
                "name": name,
                "title": SECTIONS[name],
                "tiles": [f for f in figures if not f.reading.chart and not f.reading.rows],
                "charts": [f for f in figures if f.reading.chart],
                "lists": [f for f in figures if f.reading.rows],
            }
            for name, figures in found.items()
        ]
        # What has waited too long stands before what only waits.
        return {"sections": sections, "waiting": sorted(waiting, key=lambda f: f.reading.tone != BAD)}
