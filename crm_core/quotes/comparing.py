"""What changed from one version of a quote to the next, line by line: the same view for both sides."""

from dataclasses import dataclass
from decimal import Decimal

from crm_core.quotes.models import QuoteLine, QuoteVersion


@dataclass(frozen=True, kw_only=True)
class LineChange:
    """One line in two versions; `before` is None for a line that came, `after` for one that went."""

    before: QuoteLine | None
    after: QuoteLine | None

    @property
    def line(self) -> QuoteLine:
        """The line as it is, or was."""
        found = self.after or self.before
        if found is None:
            raise ValueError("A change has a line.")
        return found

    @property
    def kind(self) -> str:
        """Say what happened to it: "added", "removed", "changed" or "same"."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "changed" if self.has_new_quantity or self.has_new_price else "same"

    @property
    def has_new_quantity(self) -> bool:
        """Whether there are more or fewer pieces than before."""
        both = self.before is not None and self.after is not None
        return both and self.before.quantity != self.after.quantity  # type: ignore[union-attr]

    @property
    def has_new_price(self) -> bool:
        """Whether one piece costs something else than before."""
        both = self.before is not None and self.after is not None
        return both and self.before.price != self.after.price  # type: ignore[union-attr]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two versions beside each other."""

    before: QuoteVersion | None
    after: QuoteVersion
    lines: list[LineChange]

    @property
    def difference(self) -> Decimal:
        """By how much the total with tax changed."""
        return self.after.gross - (self.before.gross if self.before else Decimal(0))

    @property
    def has_changes(self) -> bool:
        """Whether anything of the lines is another."""
        return any(line.kind != "same" for line in self.lines)


def compare(before: QuoteVersion | None, after: QuoteVersion) -> Comparison:
    """Compare two versions of one quote, in the order of their lines. No query where lines are prefetched."""
    old = {line.key: line for line in before.lines.all()} if before else {}
    new = {line.key: line for line in after.lines.all()}
    lines = [LineChange(before=old.get(key), after=new.get(key)) for key in sorted({*old, *new})]
    return Comparison(before=before, after=after, lines=lines)
