"""`manage.py rescore_customers`: what the worker does at night, now."""

import time

from django.core.management.base import BaseCommand, CommandParser

from crm_core.scores.models import ScoreModel
from crm_core.scores.services import refit, rescore_all


class Command(BaseCommand):
    help = "Estimate the models of likelihood and value anew and compute the scores of all customers"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--with-past",
            action="store_true",
            help="give customers who had no stage yet every stage since their first order, not only today's",
        )

    def handle(self, *args: object, **options: bool) -> None:
        model = refit()
        self.stdout.write(told(model))
        started = time.perf_counter()
        rescore_all(with_past=options["with_past"])
        self.stdout.write(f"Scores of all customers in {time.perf_counter() - started:.1f} s.")


def told(model: ScoreModel) -> str:
    """Say what the models are and how far off they were."""
    lines = [f"Fit of {model.customers} customers in {model.seconds:.1f} s."]
    if model.parameters["bg_nbd"] is None:
        return f"{lines[0]} Too few have ordered again to tell likelihood and value."
    lines.append(
        "BG/NBD: " + ", ".join(f"{name} {value:.4f}" for name, value in model.parameters["bg_nbd"].items())
    )
    if errors := model.errors["errors"]:
        lines.append(
            f"Orders of {errors['window']} days known to nobody: off by {errors['orders']:.2f} on average"
            f" (going on as before: {errors['naive_orders']:.2f})."
        )
    if off := model.errors["next_order"]:
        lines.append(
            f"Next order of the last 90 days, {off['customers']} customers: off by {off['mean_days']:.1f}"
            f" days on average (last order and own mean interval: {off['naive_days']:.1f})."
        )
    return "\n".join(lines)
