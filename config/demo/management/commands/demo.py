"""`manage.py demo`: the whole demo from one command, until Ctrl-C."""

import os
import shlex
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from honcho.manager import Manager

from config.demo.payments import simulator_environment
from config.demo.people import LOGINS, PASSWORD

# The simulator listens so many ports above the shop.
SIMULATOR_ABOVE = 1000
# A worker that dies is started again; the event log hands out anew what it held.
FOREVER = "while :; do {command}; sleep 1; done"


class Command(BaseCommand):
    help = "Migrate, load the demo shop, and serve it with a worker and a scheduler"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--prepare-only", action="store_true", help="load the data and stop")

    def handle(self, *args: object, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demo has well-known passwords; it runs with the development settings only."
            )
        self.stdout.write("Bringing the database up to date ...")
        call_command("migrate", verbosity=0)
        call_command("load_demo")
        if options["prepare_only"]:
            call_command("load_regulars", deliver=True)
            return
        self._say_where(options["host"], options["port"])
        manager = Manager()
        python = shlex.quote(sys.executable)
        base = f"http://localhost:{options['port']}"
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        environment.setdefault("KILN_BASE_URL", base)
        simulator_port = options["port"] + SIMULATOR_ABOVE
        is_simulated = not settings.KILN_STRIPE_SECRET_KEY
        if is_simulated:
            environment.update(simulator_environment(simulator_port))
        web = (
            f"exec {python} -m granian --interface wsgi --host {options['host']} --port {options['port']}"
            " --no-access-log --workers 1 --blocking-threads 4 config.wsgi:application"
        )
        environment.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
        worker = f"{python} -m celery --quiet -A config worker --loglevel WARNING --concurrency 1"
        beat = f"{python} -m celery --quiet -A config beat --loglevel WARNING"
        manager.add_process("web", web, env=environment)
        manager.add_process("worker", FOREVER.format(command=worker), env=environment)
        manager.add_process("scheduler", FOREVER.format(command=beat), env=environment)
        # The first page need not wait for three years of customers; whoever ends, ends all, so it stays.
        history = f"{python} manage.py load_regulars; exec sleep infinity"
        manager.add_process("history", history, env=environment)
        if is_simulated:
            simulator = f"exec {python} manage.py stripe_simulator --port {simulator_port} --shop {base}"
            manager.add_process("payments", simulator, env=environment)
        manager.loop()
        sys.exit(manager.returncode or 0)

    def _say_where(self, host: str, port: int) -> None:
        name = "localhost" if host == "127.0.0.1" else host
        base, payments = f"http://{name}:{port}", f"http://{name}:{port + SIMULATOR_ABOVE}"
        lines = [
            "",
            f"  Shop            {base}/",
            f"  Back office     {base}/cms/",
            f"  Partner portal  {base}/partners/",
            f"  Mail            {base}/outbox/",
            *(() if settings.KILN_STRIPE_SECRET_KEY else (f"  Payments        {payments}/ (simulated)",)),
            "",
            f"  Log in with the password {PASSWORD} as",
            *(f"    {login.email:<28} {login.what}" for login in LOGINS if login.is_named),
            "",
            "  Three years of 2,000 regular customers and 60 companies come in within two minutes.",
            "",
        ]
        self.stdout.write("\n".join(lines))
