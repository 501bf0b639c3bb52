"""Workbooks written part by part, as other programs and attackers write them."""

import io
import zipfile

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
LINKS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def link(key, kind, target):
    return f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def workbook(rows="", *, formats=(), texts=None, book="", **parts):
    """Return a workbook's bytes; `rows` is XML, `parts` replace parts by name, dots written `_dot_`."""
    styles = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{code}"/>' for n, code in enumerate(formats))
    cells = "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(formats)))
    found = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f"<Relationships {LINKS}>{link('r1', 'officeDocument', 'xl/workbook.xml')}</Relationships>",
        "xl/_rels/workbook.xml.rels": f"<Relationships {LINKS}>"
        + link("r1", "worksheet", "worksheets/sheet1.xml")
        + link("r2", "sharedStrings", "sharedStrings.xml")
        + link("r3", "styles", "/xl/styles.xml")
        + "</Relationships>",
        "xl/workbook.xml": book
        or f'<workbook {MAIN} {R}><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/sharedStrings.xml": f"<sst {MAIN}>{texts or ''}</sst>",
        "xl/styles.xml": f'<styleSheet {MAIN}><numFmts>{styles}</numFmts><cellXfs><xf numFmtId="0"/>{cells}'
        "</cellXfs></styleSheet>",
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>",
    }
    found |= {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in found.items():
            if content is not None:
                archive.writestr(name, content)
    return target.getvalue()


def row(*cells, number=1):
    """Return a row's XML of cells that are XML, numbers or texts."""
    return f'<row r="{number}">' + "".join(map(_cell, cells)) + "</row>"


def _cell(value):
    if isinstance(value, str) and value.startswith("<c"):
        return value
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"
