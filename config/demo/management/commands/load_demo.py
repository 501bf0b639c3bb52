"""`manage.py load_demo`: the demo business, loaded as often as you like."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.demo.pages import PICTURES, PageWriter
from config.demo.people import add_people

CATALOGUE = Path(__file__).resolve().parents[2] / "catalogue"


class Command(BaseCommand):
    help = "Load the demo shop: catalogue, pages, people and a partner (what is there already stays)"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demo has well-known passwords; it loads with the development settings only."
            )
        call_command("load_countries", verbosity=0)
        call_command("setup_roles", verbosity=0)
        call_command(
            "import_catalogue",
            CATALOGUE / "products.jsonl",
            mapping=str(CATALOGUE / "mapping.json"),
            images=PICTURES,
        )
        pages = PageWriter().write()
        people = add_people()
        self.stdout.write(f"Demo: {pages} new pages, {people} new people.")
