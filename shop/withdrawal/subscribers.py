"""What withdrawals follow: their own event, which decides what a request could not."""

from shop.events.registry import subscribe
from shop.withdrawal.deciding import decide
from shop.withdrawal.events import WithdrawalDeclared
from shop.withdrawal.models import Withdrawal


@subscribe(WithdrawalDeclared)
def on_withdrawal_declared(event: WithdrawalDeclared) -> None:
    """Call off or have returned what was withdrawn from; called again, it changes nothing."""
    decide(Withdrawal.objects.select_related("order").get(pk=event.withdrawal_id))
