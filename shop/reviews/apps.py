"""Where Oscar finds our fork of `catalogue.reviews`, and which of its pages answer."""

from django.urls import URLPattern, URLResolver
from oscar.apps.catalogue.reviews import apps


class CatalogueReviewsConfig(apps.CatalogueReviewsConfig):
    """Oscar's own label and URLs, our package; nobody votes on reviews here."""

    name = "shop.reviews"

    def ready(self) -> None:
        """Load the views, and what listens to signals."""
        super().ready()
        from shop.reviews import receivers, views

        self.detail_view = views.ProductReviewDetail
        self.create_view = views.CreateProductReview
        self.list_view = views.ProductReviewList

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Leave out the votes."""
        return [url for url in super().get_urls() if url.name != "reviews-vote"]
