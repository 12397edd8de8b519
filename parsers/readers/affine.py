"""Boxes and points of a PDF's page, and the matrices that move them."""

from ctypes import byref

from pypdfium2 import raw as pdfium

from parsers.readers.calls import by_address

Box = tuple[float, float, float, float]
Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]

_matrix_of = by_address(pdfium.FPDFPageObj_GetMatrix)


def matrix_of(thing: int) -> Matrix:
    """Return the matrix of the object at an address."""
    m = pdfium.FS_MATRIX()
    _matrix_of(thing, byref(m))
    return m.a, m.b, m.c, m.d, m.e, m.f


def composed(inner: Matrix, outer: Matrix | None) -> Matrix:
    """Return the matrix that moves as *inner* does, then as *outer* does."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    m, n, o, p, _, _ = outer
    turned = (a * m + b * o, a * n + b * p, c * m + d * o, c * n + d * p)
    return *turned, *point_moved(e, f, outer)


def point_moved(x: float, y: float, matrix: Matrix) -> Point:
    """Return where *matrix* moves a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def moved(box: Box, matrix: Matrix | None) -> Box:
    """Return the box round where *matrix* moves a box."""
    if matrix is None:
        return box
    x0, y0 = point_moved(box[0], box[1], matrix)
    x1, y1 = point_moved(box[2], box[3], matrix)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
