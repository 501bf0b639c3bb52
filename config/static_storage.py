"""Static files under the names that hold a hash of what is in them."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, which looks each address up once: files change with a new version of the shop only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin without addresses."""
        super().__init__(*args, **kwargs)
        self._known: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002 - Django's
        """Return a file's address; raises ValueError for one that was not collected."""
        if force:
            return str(super().url(name, force))
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = str(super().url(name))
        return found

    def read_manifest(self) -> str | None:
        """Read the manifest; what was known from another is forgotten."""
        self._known = {}
        found: str | None = super().read_manifest()
        return found
