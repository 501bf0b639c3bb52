"""The demo's files."""

import json
from pathlib import Path

from shop.json_types import JsonObject

HERE = Path(__file__).resolve().parent
CATALOGUE, BUSINESS = HERE / "catalogue", HERE / "business"
PICTURES, WORDS = HERE / "pictures", HERE / "content"


def json_of(path: Path) -> JsonObject:
    """Read a JSON file."""
    found: JsonObject = json.loads(path.read_text(encoding="utf-8"))
    return found


def lines_of(path: Path) -> list[JsonObject]:
    """Read a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
