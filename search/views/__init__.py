"""The listing views, where Oscar's loader looks for them."""

from search.views.catalogue import CatalogueView, ProductCategoryView
from search.views.search import FacetedSearchView
from search.views.suggest import SuggestView

__all__ = ["CatalogueView", "FacetedSearchView", "ProductCategoryView", "SuggestView"]
