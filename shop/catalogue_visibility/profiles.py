"""From rules to who sees a product: pure functions over rules and places already read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shop.catalogue_visibility.models import WHOLE, VisibilityRule
from shop.partner.visibility import TO_EVERYBODY, Visibility

Line = tuple[int, ...]
"""A category's key after those above it, the topmost first."""


class RuleRow(NamedTuple):
    """A rule as it decides: for whom, on which part ("product:7", "category:3", "catalogue"), what."""

    audience: str
    part: str
    is_hidden: bool


@dataclass(frozen=True)
class Rules:
    """All rules by their part."""

    by_part: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[RuleRow]) -> "Rules":
        """Arrange rules by part, then by audience; True is hidden."""
        found: dict[str, dict[str, bool]] = defaultdict(dict)
        for row in rows:
            found[row.part][row.audience] = row.is_hidden
        return cls(dict(found))

    def for_product(self, product_id: int, lines: Iterable[Line]) -> Visibility:
        """Work out who sees a product that stands in categories at the ends of these lines."""
        return self._decided([[f"product:{product_id}"], *_levels(lines)])

    def for_category(self, line: Line) -> Visibility:
        """Work out who sees a category."""
        return self._decided(_levels([line]))

    def _decided(self, levels: Sequence[Iterable[str]]) -> Visibility:
        """Let for each audience the nearest level decide, hidden before shown within it."""
        decided: dict[str, bool] = {}
        for level in (*levels, [WHOLE]):
            here: dict[str, bool] = {}
            for part in level:
                for audience, is_hidden in self.by_part.get(part, {}).items():
                    here[audience] = here.get(audience, False) or is_hidden
            decided = {**here, **decided}
        hidden = frozenset(audience for audience, is_hidden in decided.items() if is_hidden)
        # Where nothing hides, nothing needs to be shown again.
        return Visibility(frozenset(decided) - hidden, hidden) if hidden else TO_EVERYBODY


def rule_row(rule: VisibilityRule) -> RuleRow:
    """Return a rule as it decides."""
    return RuleRow(rule.audience, rule.part, rule.effect == VisibilityRule.Effect.HIDDEN)


def _levels(lines: Iterable[Line]) -> list[list[str]]:
    """Return the categories of all lines by depth, the deepest first."""
    by_depth: dict[int, dict[str, None]] = defaultdict(dict)
    for line in lines:
        for depth, pk in enumerate(line):
            by_depth[depth][f"category:{pk}"] = None
    return [list(by_depth[depth]) for depth in sorted(by_depth, reverse=True)]
