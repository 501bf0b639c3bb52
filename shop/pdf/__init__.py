"""PDF documents: fonts, tables, bar codes, PDF/A-3."""
