"""The front page of Oscar's dashboard, which Kiln has no more."""

from django.views.generic import RedirectView


class IndexView(RedirectView):
    """Lead on to the start page, which shows each role its own figures; Oscar's pages link here."""

    pattern_name = "wagtailadmin_home"
