"""What protects memory and readers from uploaded files: part of the table of `make mutate-guards`."""

from tests.races.guards import Guard

UPLOADS = [
    Guard(
        name="pixels-before-decoding",
        path="shop/uploads/decoding.py",
        after="pass",
        test="tests/shop/uploads/test_pictures.py::test_too_many_pixels_are_refused_before_decoding",
    ),
    Guard(
        name="document-allow-list",
        path="shop/uploads/documents.py",
        after="if False:",
        test="tests/shop/uploads/test_documents.py::test_everything_else_is_refused",
    ),
    Guard(
        name="sheet-size",
        path="shop/spreadsheets/xlsx.py",
        after="if False:",
        test="tests/shop/spreadsheets/test_xlsx.py::test_too_much_of_anything_is_refused",
    ),
    Guard(
        name="unpacked-size",
        path="shop/spreadsheets/xml.py",
        after="if False:",
        test="tests/shop/spreadsheets/test_xlsx.py::"
        "test_a_part_that_unpacks_to_hundreds_of_times_its_size_is_not_unpacked",
    ),
]
