"""PDF documents: fonts, tables, bar codes, PDF/A-3. `document.PdfDocument` is where to begin."""
