"""`manage.py install_rules`: the shipped rules that are not there yet."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from crm_core.automation.services import install_shipped_rules


class Command(BaseCommand):
    help = "Add the rules that come with the shop, as drafts; what is there already stays as it is"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", action="store_true", help="turn them on at once")

    def handle(self, *args: object, on: bool, **options: object) -> None:
        made = install_shipped_rules(on=on)
        self.stdout.write(f"{len(made)} new rules.")
