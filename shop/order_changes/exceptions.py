"""What can be refused about a change of an order; the message is for whoever asked."""

from collections.abc import Iterable

from shop.order.exceptions import ChangeRefusedError


class OrderMovedError(ChangeRefusedError):
    """The order, its money, the stock or a price is not any more what the preview showed."""


class ChangeProblemsError(ChangeRefusedError):
    """What is proposed cannot be done; `problems` says why."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(self.problems))
