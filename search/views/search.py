"""The results page of a search for words."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from oscar.apps.search.signals import user_search

from search.seo import NOINDEX
from search.views.base import ListingView


class FacetedSearchView(ListingView):
    """`/shop/search/?q=...`; template `oscar/search/results.html`.

    Adds `title`. Sends Oscar's `user_search`, by which searches become interactions.
    """

    template_name = "oscar/search/results.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show what was found and tell who listens what was looked for."""
        response = super().get(request, *args, **kwargs)
        if self.asked.text:
            user_search.send(
                sender=type(self),
                session=request.session,
                user=request.user,
                query=self.asked.text,
                request=request,
            )
        return response

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add the title."""
        text = self.asked.text
        title = _("Search: %(text)s") % {"text": text} if text else _("Search")
        # Results are nobody's page, whatever was asked.
        return super().get_context_data(title=title, **kwargs) | {"robots": NOINDEX, "canonical_query": ""}
