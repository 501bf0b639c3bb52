"""What a browser asks: the card form, the wallet, the page on which the card's owner is asked."""

import html
import json
from pathlib import Path
from urllib.parse import urlencode

from config.demo.stripe_simulator import intents, money
from config.demo.stripe_simulator.cards import make_method
from config.demo.stripe_simulator.errors import ApiError, missing, public
from config.demo.stripe_simulator.store import Store, Thing

ASSETS = Path(__file__).parent / "assets"
WALLET_CARD = "4242424242424242"


class Browser:
    """Answers what the stand-in for Stripe.js and its frames ask. Card numbers end here."""

    def __init__(self, store: Store, *, page: str) -> None:
        self.store = store
        self.page = page

    def pay(self, asked: Thing) -> tuple[int, Thing]:
        """Confirm an intent by its client secret, with a card, a wallet or a card that is kept."""
        with self.store.lock:
            try:
                intent = self.by_secret(str(asked.get("client_secret", "")))
                method = asked.get("payment_method") or self._make_method(asked)["id"]
                params = {"payment_method": method, "return_url": asked.get("return_url", "")}
                if intent["object"] == "setup_intent":
                    answer = intents.confirm_setup(self.store, intent, params, page=self.page)
                else:
                    answer = intents.confirm_intent(self.store, intent, params, page=self.page)
            except ApiError as error:
                return error.status, error.body
            finally:
                self.store.save()
            return 200, public(answer)

    def _make_method(self, asked: Thing) -> Thing:
        if asked.get("wallet"):
            return dict(make_method(self.store, WALLET_CARD, wallet=str(asked["wallet"])))
        month, _slash, year = str(asked.get("expiry", "")).partition("/")
        if not month.strip().isdigit() or not year.strip().isdigit() or not 1 <= int(month) <= 12:  # noqa: PLR2004
            raise ApiError(
                402, "Your card's expiration date is incomplete.", kind="card_error", code="incomplete_expiry"
            )
        return dict(
            make_method(self.store, str(asked.get("number", "")), exp=(int(month), 2000 + int(year) % 100))
        )

    def by_secret(self, secret: str) -> Thing:
        """Find the intent that a client secret belongs to."""
        reference = secret.partition("_secret_")[0]
        for kind in ("payment_intent", "setup_intent"):
            intent = self.store.find(kind, reference)
            if intent is not None and intent["client_secret"] == secret:
                return intent
        raise missing("payment_intent", reference)

    def answer_challenge(self, reference: str, *, succeeds: bool) -> str:
        """Go on after the card's owner said yes or no; returns where the browser goes."""
        with self.store.lock:
            intent = self._find(reference)
            back = ((intent["next_action"] or {}).get("redirect_to_url") or {}).get("return_url") or self.page
            try:
                intents.authenticate(self.store, intent, succeeds=succeeds)
            except ApiError:
                succeeds = False
            self.store.save()
        query = {
            intent["object"]: intent["id"],
            f"{intent['object']}_client_secret": intent["client_secret"],
            "redirect_status": "succeeded" if succeeds else "failed",
        }
        return f"{back}{'&' if '?' in back else '?'}{urlencode(query)}"

    def _find(self, reference: str) -> Thing:
        found = self.store.find("payment_intent", reference) or self.store.find("setup_intent", reference)
        if found is None:
            raise missing("payment_intent", reference)
        return found

    def challenge_page(self, reference: str) -> str:
        """Write the page on which the bank asks the card's owner."""
        intent = self._find(reference)
        amount = f"{intent.get('amount', 0) / 100:.2f} {intent.get('currency', '').upper()}"
        return asset("challenge.html").replace("{amount}", html.escape(amount)).replace("{id}", reference)

    def dashboard(self) -> str:
        """Write the list of payments, with buttons for what happens in Stripe's own dashboard."""
        rows = "".join(self._row(charge) for charge in self.store.all("charge"))
        return asset("dashboard.html").replace("{rows}", rows or "<tr><td>Nothing yet.</td></tr>")

    def _row(self, charge: Thing) -> str:
        buttons = "".join(
            f'<button name="do" value="{what}">{label}</button>'
            for what, label in (("refund", "Refund"), ("dispute", "Open dispute"))
            if charge["captured"]
        )
        cells = [
            charge["id"],
            charge["metadata"].get("order", ""),
            f"{charge['amount'] / 100:.2f} {charge['currency'].upper()}",
            charge["status"] if charge["captured"] or charge["status"] == "failed" else "held",
            f"{charge['amount_refunded'] / 100:.2f}",
        ]
        told = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
        form = f'<form method="post" action="/act"><input type="hidden" name="charge" value="{charge["id"]}">'
        return f"<tr>{told}<td>{form}{buttons}</form></td></tr>"

    def act(self, what: str, reference: str, amount: object = None) -> Thing:
        """Do what staff do in Stripe's dashboard: refund a charge; or what a bank does: dispute it."""
        with self.store.lock:
            charge = self.store.find("charge", reference)
            if charge is None:
                raise missing("charge", reference)
            if what == "dispute":
                done = money.open_dispute(self.store, charge)
            else:
                params = {"charge": reference, **({"amount": str(amount)} if amount else {})}
                done = money.create_refund(self.store, params)
            self.store.save()
        return done

    def open_due_disputes(self) -> None:
        """Dispute the charges of the test card that is disputed later."""
        with self.store.lock:
            for reference in self.store.behaviour.pop("to_dispute", []):
                money.open_dispute(self.store, self.store.objects["charge"][reference])
            self.store.save()


def asset(name: str) -> str:
    """Read one of the simulator's files."""
    return (ASSETS / name).read_text(encoding="utf-8")


def as_json(thing: Thing) -> str:
    """Write an answer."""
    return json.dumps(thing)
