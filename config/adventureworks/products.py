"""The products, by the catalogue's importer: one for each model, variants by size and colour."""

import gzip
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from config.adventureworks.files import Files, Row, money
from shop.catalogue.models import ImportRun
from shop.catalogue_import.mapping import load_mapping
from shop.catalogue_import.pictures import PictureFolder
from shop.catalogue_import.runs import CatalogueImport, ImportOptions
from shop.slugs import slugify

MAPPING = Path(__file__).with_name("mapping.json")
NO_PICTURE = "700639d267.png"
NONE = {"", "NA"}
LANGUAGES = {"en": "EnglishDescription", "zh-hans": "ChineseDescription"}


def import_products(files: Files, *, is_dry: bool = False) -> ImportRun:
    """Load what is sold or was; known ones, by their number, are updated. Raises ImportFailedError."""
    images = files.folder / "images"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "products.jsonl.gz"
        with gzip.open(path, "wt", encoding="utf-8") as file:
            for product in products(files):
                file.write(json.dumps(product, ensure_ascii=False) + "\n")
        album = PictureFolder(images if images.is_dir() else None)
        load = CatalogueImport(path, load_mapping(MAPPING), album, ImportOptions(is_dry=is_dry))
        return load.run()


def latest(files: Files) -> dict[str, Row]:
    """Return the finished goods by their number: of several rows of one the current, else the last."""
    found: dict[str, Row] = {}
    for row in files.rows("DimProduct"):
        number = row["ProductAlternateKey"]
        before = found.get(number)
        if row["FinishedGoodsFlag"] == "True" and (
            before is None or (row["Status"], row["StartDate"]) >= (before["Status"], before["StartDate"])
        ):
            found[number] = row
    return found


def products(files: Files) -> Iterator[dict[str, object]]:
    """Describe every model as a line of the importer's own format."""
    stock = {}
    if files.path("ProductInventory_latest").is_file():
        stock = {row["ProductKey"]: int(row["UnitsBalance"]) for row in files.rows("ProductInventory_latest")}
    shelves = _shelves(files)
    models: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in latest(files).values():
        models[row["ProductSubcategoryKey"], row["ModelName"] or row["EnglishProductName"]].append(row)
    for (shelf, name), rows in models.items():
        yield _product(name, rows, category=shelves[shelf.removesuffix(".0")], stock=stock)


def _shelves(files: Files) -> dict[str, str]:
    """Return the path of each subcategory."""
    tops = files.by_key("DimProductCategory", "ProductCategoryKey")
    return {
        row["ProductSubcategoryKey"]: (
            f"{tops[row['ProductCategoryKey']]['EnglishProductCategoryName']}"
            f"/{row['EnglishProductSubcategoryName']}"
        )
        for row in files.rows("DimProductSubcategory")
    }


def _product(name: str, rows: Sequence[Row], *, category: str, stock: Mapping[str, int]) -> dict[str, object]:
    first = rows[0]
    described = {language: first[column] for language, column in LANGUAGES.items() if first[column]}
    shared = {
        "title": {"en": name},
        "description": {language: f"<p>{words}</p>" for language, words in described.items()},
        "categories": [category],
        "published": any(row["Status"] == "Current" for row in rows),
    }
    images = list(dict.fromkeys(_pictures(row) for row in rows if _pictures(row)))
    if len(rows) == 1:
        return {**shared, **_variant(first, stock), "images": images}
    return {
        **shared,
        "sku": f"AW-{slugify(name)}".upper(),
        "images": images,
        "variants": [_variant(row, stock) for row in rows],
    }


def _variant(row: Row, stock: Mapping[str, int]) -> dict[str, object]:
    picture = _pictures(row)
    return {
        "sku": row["ProductAlternateKey"],
        "price": str(money(row["ListPrice"])),
        "cost": str(money(row["StandardCost"])),
        "stock": max(0, stock.get(row["ProductKey"], 0)),
        "images": [picture] if picture else [],
        "published": row["Status"] == "Current",
        **{
            name: row[column]
            for name, column in (("size", "Size"), ("colour", "Color"), ("style", "Style"))
            if row[column] not in NONE
        },
    }


def _pictures(row: Row) -> str:
    return "" if row["Image"] == NO_PICTURE else row["Image"]
