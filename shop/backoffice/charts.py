"""Small charts drawn by the server: SVG that needs no script, readable in grey, with its table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import Promise

WIDTH, HEIGHT = 600, 120
GAP = 2


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar: its place and size in the drawing, and what it stands for."""

    label: str
    value_label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class BarChart:
    """Values in their order, each with its words; `summary` says in a sentence what one sees."""

    title: str | Promise
    summary: str
    bars: list[Bar] = field(default_factory=list)
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def first(self) -> str:
        """What the axis begins with."""
        return self.bars[0].label if self.bars else ""

    @property
    def last(self) -> str:
        """What the axis ends with."""
        return self.bars[-1].label if self.bars else ""


def bar_chart(
    title: str | Promise, values: Sequence[tuple[str, Decimal | int, str]], *, summary: str
) -> BarChart:
    """Draw (label, value, words) triples as bars over a common base; negative values count as none."""
    highest = max((value for _label, value, _words in values), default=0)
    step = WIDTH / len(values) if values else WIDTH
    bars = []
    for place, (label, value, words) in enumerate(values):
        height = float(max(value, 0)) / float(highest) * HEIGHT if highest > 0 else 0.0
        bars.append(
            Bar(
                label=label,
                value_label=words,
                x=round(place * step, 2),
                y=round(HEIGHT - height, 2),
                width=round(max(step - GAP, 1), 2),
                height=round(height, 2),
            )
        )
    return BarChart(title=title, summary=summary, bars=bars)
