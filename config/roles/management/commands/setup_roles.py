"""Make the groups of the back office."""

from django.core.management.base import BaseCommand, CommandParser

from config.roles.document import roles_document
from config.roles.services import set_up_roles


class Command(BaseCommand):
    """Make the groups, or print the table of them."""

    help = "Make the groups of docs/roles.md, or bring their rights back to that table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--document", action="store_true", help="print docs/roles.md and change nothing")

    def handle(self, *args: object, **options: object) -> None:
        if options["document"]:
            self.stdout.write(roles_document(), ending="")
            return
        for group in set_up_roles():
            self.stdout.write(f"{group.name}: {group.permissions.count()} rights")
