"""Special prices and claims are companies' business; who typed them is a reference that ends by itself."""

from shop.privacy.erasure.registry import UNRELATED, Unrelated

UNRELATED.register(
    Unrelated(
        name="special prices",
        fields=(
            "special_prices.SpecialPriceAgreement.*",
            "special_prices.Claim.*",
            "special_prices.ClaimPurchase.*",
        ),
    )
)
