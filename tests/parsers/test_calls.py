"""Asking pdfium with addresses as plain numbers."""

import pypdfium2
from pypdfium2 import raw as pdfium

from parsers.readers.calls import address_of, by_address


def test_a_function_that_takes_addresses_answers_as_pdfium_does():
    document = pypdfium2.PdfDocument.new()
    page = document.new_page(200, 100)
    page.insert_obj(pypdfium2.PdfImage.new(document))
    at = address_of(page.raw)
    thing = by_address(pdfium.FPDFPage_GetObject)(at, 0)
    assert by_address(pdfium.FPDFPage_CountObjects)(at) == 1
    assert by_address(pdfium.FPDFPageObj_GetType)(thing) == pdfium.FPDF_PAGEOBJ_IMAGE
    assert thing == address_of(pdfium.FPDFPage_GetObject(page.raw, 0))


def test_an_object_that_is_missing_has_no_address():
    page = pypdfium2.PdfDocument.new().new_page(200, 100)
    assert by_address(pdfium.FPDFPage_GetObject)(address_of(page.raw), 7) is None
