"""`manage.py import_catalogue FILE`: load products; docs/catalogue-import.md explains."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from shop.catalogue.models import ImportProblem, ImportRun
from shop.catalogue_import.layouts import LAYOUTS, OWN, Layout, layout_of
from shop.catalogue_import.mapping import Mapping, load_mapping
from shop.catalogue_import.pictures import PictureFolder
from shop.catalogue_import.runs import CatalogueImport, ImportOptions
from shop.catalogue_import.writer import BATCH
from shop.imports.errors import ImportFailedError
from shop.imports.sources import count_rows, digest_of, kind_of
from shop.spreadsheets.csv_rows import ENCODINGS

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
SHIPPED = sorted(path.stem for path in MAPPINGS.glob("*.json"))
MOST_SHOWN = 20


class Command(BaseCommand):
    help = "Load products from CSV, XLSX or JSON Lines: new ones are added, known ones (by SKU) updated"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the products: .csv, .xlsx, .jsonl, each also with .gz")
        parser.add_argument(
            "--mapping",
            help="a JSON or TOML file that says which field is which, or the name of one of ours "
            f"({', '.join([*LAYOUTS, *SHIPPED])}); without it the headings tell",
        )
        parser.add_argument(
            "--images", type=Path, help="the folder of the pictures; without it they are left alone"
        )
        parser.add_argument("--dry-run", action="store_true", help="check and count everything, keep nothing")
        parser.add_argument("--strict", action="store_true", help="load nothing when any row has a mistake")
        parser.add_argument("--resume", action="store_true", help="go on where an earlier load was stopped")
        parser.add_argument("--batch", type=int, default=BATCH, help="products in one transaction")
        parser.add_argument(
            "--encoding", choices=sorted(ENCODINGS), default="", help="of a CSV file that is not in UTF-8"
        )
        parser.add_argument("--report", type=Path, help="where to write the mistakes as CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if options["resume"] and (options["dry_run"] or options["strict"]):
            raise CommandError(
                "--resume goes with neither --dry-run nor --strict: these keep nothing half done."
            )
        if options["batch"] < 1:
            raise CommandError("--batch is at least 1.")
        report = options["report"] or Path(settings.KILN_VAR_DIR) / "imports" / f"{path.name}.problems.csv"
        try:
            load = self._load(path, options, report)
            with tqdm(total=count_rows(path), unit=" rows", disable=None) as bar:
                run = load.run(bar.update)
        except ImportFailedError as error:
            raise CommandError(str(error)) from error
        if load.layout.ignored:
            self.stdout.write(f"Columns not imported: {', '.join(load.layout.ignored)}")
        self._tell(run, load.problems, report)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was kept.")
        elif options["strict"] and run.refused:
            raise CommandError("Nothing was loaded: --strict takes all rows or none.")

    def _load(self, path: Path, options: dict[str, Any], report: Path) -> CatalogueImport:
        if not path.is_file():
            raise ImportFailedError(f"There is no file {path}.")
        kind_of(path)
        images: Path | None = options["images"]
        if images and not images.is_dir():
            raise ImportFailedError(f"There is no folder {images}.")
        layout, mapping, place = _mapping(path, options["mapping"], options["encoding"])
        chosen = ImportOptions(
            is_dry=options["dry_run"],
            is_strict=options["strict"],
            resume=options["resume"],
            batch=options["batch"],
            report=report,
            encoding=options["encoding"],
        )
        digest = digest_of(*([path, place] if place else [path]))
        return CatalogueImport(path, mapping, PictureFolder(images), chosen, digest, layout)

    def _tell(self, run: ImportRun, problems: list[ImportProblem], report: Path) -> None:
        self.stdout.write(
            f"{run.file_name}: {run.created} created, {run.updated} updated, {run.unchanged} unchanged, "
            f"{run.refused} rows refused."
        )
        if not problems:
            return
        self.stdout.write(f"{'row':>8}  {'column':<24}  reason")
        for problem in problems[:MOST_SHOWN]:
            self.stdout.write(f"{problem.row:>8}  {problem.column[:24]:<24}  {problem.reason}")
        if len(problems) > MOST_SHOWN:
            self.stdout.write(f"{'...':>8}")
        if run.problems.exists() or run.refused:
            self.stdout.write(f"All of them: {report}")


def _mapping(path: Path, name: str | None, encoding: str) -> tuple[Layout, Mapping, Path | None]:
    """Return how a file is read: by a layout's name, a mapping of ours or of a file, or its headings."""
    if name is None or name in LAYOUTS:
        layout = layout_of(path, name or "", encoding=encoding)
        return layout, layout.mapping(), None
    ours = MAPPINGS / f"{name}.json"
    place = ours if ours.is_file() else Path(name)
    return OWN, load_mapping(place), place
