"""The metadata bench finds nothing wrong on pages whose truth it knows."""

from bench.known_pages import load_shapes, make_pages
from bench.metadata_pages import count


def test_every_field_of_every_shape_is_read():
    _, _, misses = count(400, seed=11)
    assert misses == []


def test_the_bench_makes_every_shape():
    made = {page.shape.split(" (")[0] for page in make_pages(1000, seed=11)}
    assert made == {shape["name"] for shape in load_shapes()}
