"""Stylesheets that every page of the storefront needs, served as one file.

Five requests before the first paint cost a phone more than their bytes do. The sources stay
apart for whoever writes them; the finder joins them when one has changed, so `collectstatic`
and the development server see an ordinary file.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

from config.settings.environment import ROOT

NAME = "css/storefront.css"
SOURCES = ("foundation", "shell", "components", "forms", "personal")
COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
INDENTS = re.compile(r"\s*\n\s*")


class BundleFinder(BaseFinder):
    """Finds `NAME`, and nothing else."""

    def __init__(self) -> None:
        self.storage = FileSystemStorage(location=settings.VAR_DIR / "bundles")
        self.sources = [ROOT / "static" / "css" / f"{name}.css" for name in SOURCES]

    def check(self, **kwargs: object) -> list[CheckMessage]:
        """Nothing to configure, nothing to check."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> str | list[str]:  # type: ignore[override]  # noqa: FBT001, FBT002
        """Return the bundle's place on the disk, joined anew where a source is newer."""
        if path != NAME:
            return []
        found = str(self._joined())
        return [found] if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Offer the bundle to `collectstatic`."""
        self._joined()
        yield NAME, self.storage

    def _joined(self) -> Path:
        target = Path(self.storage.path(NAME))
        newest = max(source.stat().st_mtime for source in self.sources)
        if not target.exists() or target.stat().st_mtime < newest:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Two processes may do this at once: each moves a whole file into place.
            part = target.with_suffix(f".{id(self)}.part")
            part.write_text("\n".join(map(_shortened, self.sources)), encoding="utf-8")
            part.replace(target)
        return target


def _shortened(source: Path) -> str:
    """Leave comments and indents out; compression does the rest."""
    return INDENTS.sub("\n", COMMENTS.sub("", source.read_text(encoding="utf-8"))).strip()
