"""The index holds goods, never people."""

from shop.privacy.erasure.registry import UNRELATED, Unrelated

UNRELATED.register(
    Unrelated(
        name="search",
        fields=(
            *("search.FacetDefinition.*", "search.FacetTerm.*", "search.SearchDocument.*"),
            *("search.SearchAudience.*", "search.SearchPrice.*", "search.SearchWord.*"),
            "search.SearchCode.*",
        ),
    )
)
