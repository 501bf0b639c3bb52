"""`manage.py stripe_simulator`: a stand-in for Stripe, for demos and tests, until Ctrl-C."""

import contextlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo.stripe_simulator.server import Simulator

PORT = 12112


class Command(BaseCommand):
    help = "Serve a stand-in for Stripe: the API calls Kiln makes, a card form, 3DS and webhooks"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=PORT)
        parser.add_argument("--shop", default="http://localhost:8000", help="where webhooks are sent")
        parser.add_argument("--state", type=Path, help="a file that outlives a restart")

    def handle(self, *args: object, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The simulator takes invented money; it runs with DEBUG only.")
        simulator = Simulator(
            port=options["port"],
            secret_key=settings.KILN_STRIPE_SECRET_KEY or "sk_test_simulator",
            webhook_url=f"{options['shop'].rstrip('/')}/payments/stripe/webhook/",
            webhook_secret=settings.KILN_STRIPE_WEBHOOK_SECRET or "whsec_simulator",
            state=options["state"] or settings.KILN_VAR_DIR / "stripe-simulator.json",
        )
        self.stdout.write(f"The payment simulator is at {simulator.base}/")
        with contextlib.suppress(KeyboardInterrupt):
            simulator.serve_with_webhooks()
