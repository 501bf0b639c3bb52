"""Static files under the names that hold a hash of what is in them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, which looks each address up once: files change with a new version of the shop only."""

    _known: dict[str, str]

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: FBT001, FBT002 - Django's
        """Return a file's address; raises ValueError for one that was not collected."""
        if force or name is None:
            return str(super().url(name or "", force))
        known = self.__dict__.setdefault("_known", {})
        found: str | None = known.get(name)
        if found is None:
            found = known[name] = str(super().url(name))
        return found

    def read_manifest(self) -> str:
        """Read the manifest; what was known from another is forgotten."""
        self._known = {}
        return super().read_manifest()
