"""Draw a picture without words, for pages that show nothing else."""

import struct
import zlib

_SIZE = 64


def picture() -> bytes:
    """Return a small PNG of grey stripes."""
    lines = b"".join(b"\0" + bytes([160 if y % 8 else 40]) * _SIZE for y in range(_SIZE))
    header = struct.pack(">IIBBBBB", _SIZE, _SIZE, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)
