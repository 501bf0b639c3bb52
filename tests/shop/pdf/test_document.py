"""The blocks of a document: what is drawn is read back, long tables go on, bytes are the same."""

import io

import pypdf
import pypdfium2
import pytest
import zxingcpp

from shop.pdf.document import PdfDocument
from shop.pdf.faces import face
from shop.pdf.layout import LABEL, Column

CHINESE = "简体中文发票 繁體中文發票 骨直喆堃"
EUROPE = "Łódź Ștefan Ευχαριστώ Київ ÀÉß €"


def read(data):
    return pypdf.PdfReader(io.BytesIO(data))


def picture(data, page=0):
    document = pypdfium2.PdfDocument(data)
    image = document[page].render(scale=3).to_pil()
    document.close()
    return image


def table(rows, **kwargs):
    pdf = PdfDocument("Test", "en", **kwargs)
    pdf.table([Column(title="HEAD", share=3), Column(title="Sum", align="R")], rows)
    return pdf.output()


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_text_of_every_script_is_read_back(language):
    pdf = PdfDocument("Test", language)
    pdf.paragraph(CHINESE)
    pdf.paragraph(EUROPE, bold=True)

    assert read(pdf.output()).pages[0].extract_text().split("\n")[:2] == [CHINESE, EUROPE]


def test_traditional_readers_get_traditional_forms():
    codes = [ord(char) for char in "骨，"]

    simplified, traditional = face("zh-hans", bold=False), face("zh-hant", bold=False)

    assert all(simplified.cmap[code] != traditional.cmap[code] for code in codes)


def test_what_no_face_has_is_an_empty_box():
    pdf = PdfDocument("Test", "en")
    pdf.paragraph("a🏺b\u200dc\u0007d")

    assert read(pdf.output()).pages[0].extract_text().split("\n")[0] == "a□bcd"


def test_equal_calls_give_equal_bytes():
    assert table([("a", "1")]) == table([("a", "1")])


def test_a_long_table_repeats_its_head_and_numbers_its_pages():
    pages = [page.extract_text() for page in read(table([(f"Row {n}", "1") for n in range(120)])).pages]

    assert [text.count("HEAD") for text in pages] == [1] * len(pages)
    assert [f"{n} / {len(pages)}" in text for n, text in enumerate(pages, start=1)] == [True] * len(pages)
    assert sum(text.count("Row ") for text in pages) == 120
    assert len(pages) > 1


def test_a_row_longer_than_a_page_goes_on():
    text = "".join(page.extract_text() for page in read(table([("word " * 3000, "1")])).pages)

    assert text.count("word") == 3000


def test_a_long_word_wraps():
    text = read(table([("x" * 300, "1")])).pages[0].extract_text()

    assert text.count("x") == 300


def test_it_says_that_it_is_pdf_a_3u_and_embeds_its_fonts():
    reader = read(table([("a", "1")]))

    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>" in metadata
    assert reader.trailer["/Root"]["/OutputIntents"]
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        assert "/FontFile3" in font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]


def test_an_attached_file_comes_out():
    pdf = PdfDocument("Test", "en")
    pdf.attach("data.csv", b"a,b", "text/csv", "Data")

    assert read(pdf.output()).attachments == {"data.csv": [b"a,b"]}


@pytest.mark.parametrize("kind", ["code128", "qr"])
def test_bar_codes_are_read_by_a_scanner(kind):
    pdf = PdfDocument("Test", "en", size=LABEL)
    getattr(pdf, kind)("K26-7F3QW9ZDM4")

    assert [code.text for code in zxingcpp.read_barcodes(picture(pdf.output()))] == ["K26-7F3QW9ZDM4"]


def test_a_bar_code_of_other_letters_is_refused():
    with pytest.raises(ValueError, match="ASCII"):
        PdfDocument("Test", "en").code128("发票")


def test_a_broken_logo_is_left_out():
    pdf = PdfDocument("Test", "en")
    pdf.letterhead("Kiln", logo=b"no picture")

    assert "Kiln" in read(pdf.output()).pages[0].extract_text()
