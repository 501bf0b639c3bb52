"""The return policy as it stands, kept in memory: pages ask it, few people change it."""

from dataclasses import dataclass, field

from shop.configuration.memory import Memory
from shop.returns.models import CategoryRule, ReturnSettings


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What holds for the category of a path in the tree, and for all below it."""

    path: str
    is_final_sale: bool
    window_days: int | None


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The settings (unsaved ones while nobody has set them) and the rules of categories."""

    settings: ReturnSettings = field(default_factory=ReturnSettings)
    rules: tuple[Rule, ...] = ()

    def nearest(self, path: str) -> Rule | None:
        """Return the rule of a category's path: its own, else that of the nearest above it."""
        above = [rule for rule in self.rules if path.startswith(rule.path)]
        return max(above, key=lambda rule: len(rule.path), default=None)


def _read() -> Policy:
    rows = CategoryRule.objects.select_related("category")
    return Policy(
        settings=ReturnSettings.objects.first() or ReturnSettings(),
        rules=tuple(
            Rule(path=row.category.path, is_final_sale=row.is_final_sale, window_days=row.window_days)
            for row in rows
        ),
    )


POLICY: Memory[Policy] = Memory("return-policy", _read)


def policy() -> ReturnSettings:
    """Return the shop's return policy; its defaults while nobody has set it. No query while kept."""
    return POLICY.get().settings
