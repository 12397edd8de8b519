"""Turn PDFs into what a scanner makes of them: pictures that lean, blur and have dirt on them."""

import io

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter


def pictures(
    pdf: bytes, *, dots: float = 200, lean: float = 0.4, dirt: float = 9, seed: int = 1
) -> list[Image.Image]:
    """Return the pages as a scanner sees them; *lean* in degrees, *dirt* in levels of grey."""
    random = np.random.default_rng(seed)
    seen = []
    for number, page in enumerate(pypdfium2.PdfDocument(pdf)):
        image = page.render(scale=dots / 72, grayscale=True).to_pil().convert("L")
        turned = image.rotate(
            lean * (1, -0.7)[number % 2], Image.Resampling.BICUBIC, fillcolor=255
        ).filter(ImageFilter.GaussianBlur(0.7 * dots / 200))
        grey = np.asarray(turned, np.float32) * 0.85 + 25
        grey += random.normal(0, dirt, grey.shape)
        grey[random.random(grey.shape) < dirt * 6e-5] = 60
        seen.append(Image.fromarray(grey.clip(0, 255).astype(np.uint8)))
    return seen


def bound(pages: list[Image.Image], *, quality: int = 70, dots: float = 200) -> bytes:
    """Return a PDF of pictures only, as copiers write it."""
    first, *others = pages
    buffer = io.BytesIO()
    first.save(buffer, "PDF", save_all=True, append_images=others, resolution=dots, quality=quality)
    return buffer.getvalue()
