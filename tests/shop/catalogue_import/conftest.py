from pathlib import Path

import pytest
from PIL import Image

from shop.catalogue_import.mapping import default_mapping
from shop.catalogue_import.pictures import PictureFolder
from shop.catalogue_import.runs import CatalogueImport, ImportOptions

SAMPLES = Path(__file__).resolve().parent / "samples"


@pytest.fixture
def samples():
    return SAMPLES


@pytest.fixture
def load():
    def run(path, mapping=None, *, images=None, **options):
        return CatalogueImport(
            path, mapping or default_mapping(), PictureFolder(images), ImportOptions(**options)
        ).run()

    return run


@pytest.fixture
def csv_file(tmp_path):
    def write(*lines):
        path = tmp_path / "rows.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


@pytest.fixture
def pictures(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "pictures"
    folder.mkdir()
    Image.new("RGB", (4, 4), "red").save(folder / "bowl.png")
    (folder / "broken.png").write_bytes(b"not a picture")
    return folder
