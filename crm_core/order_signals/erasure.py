"""Signals name nobody: days, amounts and numbers of products; they stay with the nameless record."""

from shop.privacy.erasure.registry import UNRELATED, Unrelated

UNRELATED.register(
    Unrelated(
        name="order_signals",
        fields=(
            "order_signals.OrderSignal.*",
            "order_signals.SignalBasis.*",
            "order_signals.BoughtTogether.*",
            "order_signals.SignalTrial.*",
        ),
    )
)
