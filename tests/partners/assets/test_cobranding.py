"""A logo stands in the corner: of a picture, and of the last page of a PDF."""

import io

import pypdf
import pypdfium2
import pytest
from PIL import Image

from partners.assets.cobranding import CobrandingError, can_take_logo, with_logo
from shop.pdf.document import PdfDocument

RED, BLUE = (200, 0, 0), (0, 0, 200)


def picture(colour, size=(400, 300), kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return io.BytesIO(out.getvalue())


def document(pages):
    pdf = PdfDocument("Brochure", "en")
    for number in range(pages * 60):
        pdf.paragraph(f"Line {number}")
    return io.BytesIO(pdf.output())


@pytest.mark.parametrize(("name", "kind"), [("cup.png", "PNG"), ("cup.jpg", "JPEG"), ("cup.webp", "WEBP")])
def test_logo_stands_lower_right_on_a_picture(name, kind):
    made = with_logo(picture(BLUE, kind=kind), picture(RED, (100, 50)), name=name)

    found = Image.open(io.BytesIO(made)).convert("RGB")
    assert found.size == (400, 300)
    assert found.getpixel((370, 280))[0] > 150  # the logo
    assert found.getpixel((20, 20))[2] > 150  # the picture


def test_logo_stands_on_the_last_page_of_a_pdf_and_the_text_stays():
    made = with_logo(document(2), picture(RED, (100, 50)), name="Brochure.PDF")

    reader = pypdf.PdfReader(io.BytesIO(made))
    last = len(reader.pages) - 1
    assert last > 0
    assert "Line 0" in reader.pages[0].extract_text()
    pages = pypdfium2.PdfDocument(made)
    first, drawn = (pages[number].render(scale=1).to_pil().convert("RGB") for number in (0, last))
    spot = (round(drawn.width * 0.9), round(drawn.height * 0.965))
    pages.close()
    assert drawn.getpixel(spot)[0] > 150 > drawn.getpixel(spot)[1]
    assert first.getpixel(spot) == (255, 255, 255)


def test_what_takes_no_logo_is_refused_in_words():
    assert not can_take_logo("prices.xlsx")
    for content, name in (
        (b"PK", "prices.xlsx"),
        (b"%PDF-1.4 broken", "broken.pdf"),
        (b"no picture", "cup.png"),
    ):
        with pytest.raises(CobrandingError):
            with_logo(io.BytesIO(content), picture(RED), name=name)


def test_encrypted_pdf_is_refused():
    writer = pypdf.PdfWriter()
    writer.append(pypdf.PdfReader(document(1)))
    writer.encrypt("secret")
    out = io.BytesIO()
    writer.write(out)

    with pytest.raises(CobrandingError):
        with_logo(io.BytesIO(out.getvalue()), picture(RED), name="secret.pdf")
