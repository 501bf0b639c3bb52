import io
import os
import zipfile

import pytest

from shop.payments.exceptions import StatementError
from shop.payments.statements.archive import (
    HIGHEST_RATIO,
    LARGEST,
    LARGEST_MEMBER,
    MOST_MEMBERS,
    _checked,
    members_of,
)
from tests.shop.payments.statements.files import packed


def infos(*sizes):
    found = [zipfile.ZipInfo(f"{number}.xml") for number, _size in enumerate(sizes)]
    for info, size in zip(found, sizes, strict=True):
        info.file_size = size
    return found


def named(**files):
    """A ZIP of files by their exact names."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return whole.getvalue()


def test_files_that_a_computer_adds_are_no_statements():
    names = {"__MACOSX/._a.xml": b"x", ".DS_Store": b"x", "a.xml": b"A", "days/": b"", "days/b.xml": b"B"}

    assert list(members_of(named(**names))) == [("a.xml", b"A"), ("days/b.xml", b"B")]


def test_zip_of_such_files_only_is_empty():
    with pytest.raises(StatementError, match="This ZIP is empty"):
        list(members_of(named(**{"__MACOSX/._a.xml": b"x", "x/Thumbs.db": b"x", "x/": b""})))


@pytest.mark.parametrize(
    ("sizes", "packed_size"),
    [([LARGEST], LARGEST), ([HIGHEST_RATIO], 1), ([1] * MOST_MEMBERS, 1000)],
)
def test_zip_at_its_limits_is_read(sizes, packed_size):
    assert len(_checked(infos(*sizes), packed=packed_size)) == len(sizes)


@pytest.mark.parametrize(
    ("sizes", "packed_size", "why"),
    [
        ([LARGEST, 1], LARGEST, "too large when unpacked"),
        ([HIGHEST_RATIO + 1], 1, "too large when unpacked"),
        ([1] * (MOST_MEMBERS + 1), 1000, "201 files"),
    ],
)
def test_zip_beyond_its_limits_is_refused(sizes, packed_size, why):
    with pytest.raises(StatementError, match=why):
        _checked(infos(*sizes), packed=packed_size)


@pytest.mark.parametrize(("more", "is_read"), [(0, True), (1, False)])
def test_largest_file_in_a_zip(more, is_read):
    data = packed(a_xml=os.urandom(LARGEST_MEMBER + more))

    if is_read:
        assert [len(content) for _name, content in members_of(data)] == [LARGEST_MEMBER]
    else:
        with pytest.raises(StatementError, match="too large when unpacked"):
            list(members_of(data))
