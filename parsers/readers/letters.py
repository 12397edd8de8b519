"""Read the letters on strips of a scanned page, offline, with the model that rapidocr brings."""

import math
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from parsers.errors import MissingReaderError
from parsers.readers.ink import Pixels

_HEIGHT = 48  # what the model was trained on
# The model gives odds on 18,710 letters for every 8 pixels: wide batches would fill the memory.
_BATCH = 1600
_WIDTH_STEP = 16
_WIDEST = 1600
_ZEROS = "0Oo〇○０ОоΟο"
_EXTRA = "scans need the extra `ocr`: pip install 'nianbao[ocr]'"


class Reading(NamedTuple):
    """What a strip says; `score` is the model's trust in its least certain character."""

    text: str
    score: float


def read_strips(strips: Sequence[Pixels]) -> list[Reading]:
    """Return what each strip says, in their order.

    Raises:
        MissingReaderError: if the extra `ocr` is not installed.
    """
    if not strips:
        return []
    session, letters, zeros = _model()
    scaled = [_scaled(strip) for strip in strips]
    order = sorted(range(len(strips)), key=lambda index: scaled[index].shape[1])
    readings = [Reading("", 0.0)] * len(strips)
    for batch in _batches(order, [image.shape[1] for image in scaled]):
        width = scaled[batch[-1]].shape[1]
        tensor = np.zeros((len(batch), 3, _HEIGHT, width), np.float32)
        for place, index in enumerate(batch):
            tensor[place, :, :, : scaled[index].shape[1]] = scaled[index]
        (odds,) = session.run(None, {session.get_inputs()[0].name: tensor})
        odds[:, :, zeros[0]] = odds[:, :, zeros].sum(axis=2)  # what a nought may be taken for
        for index, reading in zip(batch, _readings(odds, letters), strict=True):
            readings[index] = reading
    return readings


def _batches(order: Sequence[int], widths: Sequence[int]) -> Iterator[list[int]]:
    """Yield strips of similar width together, each batch as wide as the memory bears."""
    batch: list[int] = []
    for index in order:
        if batch and (len(batch) + 1) * widths[index] > _BATCH:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


@cache
def _model() -> tuple[Any, list[str], list[int]]:
    """Return the session, the letters of its classes (0 is "no letter"), and those like a 0."""
    spec = find_spec("rapidocr")
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingReaderError(_EXTRA) from error
    if spec is None or not spec.submodule_search_locations:
        raise MissingReaderError(_EXTRA)
    models = sorted(Path(spec.submodule_search_locations[0], "models").glob("*rec*.onnx"))
    if not models:
        raise MissingReaderError(_EXTRA)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # it would keep the memory of the widest strip
    session = onnxruntime.InferenceSession(
        str(models[0]), options, providers=["CPUExecutionProvider"]
    )
    known = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    letters = ["", *known, " "]
    return session, letters, [letters.index(char) for char in _ZEROS if char in known]


def _scaled(strip: Pixels) -> Any:
    """Return a strip as the model wants it: 48 pixels high, from -1 to 1."""
    height, width = strip.shape
    wide = min(_WIDEST, max(_WIDTH_STEP, math.ceil(width * _HEIGHT / height)))
    image = Image.fromarray(strip).resize((wide, _HEIGHT), Image.Resampling.BILINEAR)
    return np.asarray(image, np.float32) / 127.5 - 1


def _readings(odds: Any, letters: Sequence[str]) -> Iterator[Reading]:
    best, trust = odds.argmax(axis=2), odds.max(axis=2)
    for classes, scores in zip(best, trust, strict=True):
        fresh = (classes != 0) & (classes != np.concatenate(([-1], classes[:-1])))
        text = "".join(letters[index] for index in classes[fresh])
        yield Reading(text, float(scores[fresh].min()) if fresh.any() else 0.0)
