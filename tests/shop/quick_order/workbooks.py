"""Workbooks as buyers send them."""

import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile


def xlsx(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("order.xlsx", file.getvalue())
