"""Hold bodies that were just kept, within bounds, so that they need not be read back."""

from threading import Lock

from archive.capture import Capture

# Four hundred pages, or one scanned document: reading a page back takes a tenth of reading it.
_MOST = 24 << 20
# What a capture takes beside its body: addresses, headers, notes.
_BESIDE = 4 << 10


class Bodies:
    """Captures by number, each taken once; what finds no room stands in its WARC file."""

    def __init__(self, *, most: int = _MOST) -> None:
        self._most = most
        self._size = 0
        self._captures: dict[int, Capture] = {}
        self._lock = Lock()

    def hold(self, id_: int, capture: Capture) -> None:
        """Keep *capture* at hand if there is room."""
        with self._lock:
            size = self._size + len(capture.body) + _BESIDE
            if size <= self._most:
                self._size = size
                self._captures[id_] = capture

    def take(self, id_: int) -> Capture | None:
        """Return the capture *id_* if it is held, and hold it no longer."""
        with self._lock:
            capture = self._captures.pop(id_, None)
            if capture is not None:
                self._size -= len(capture.body) + _BESIDE
            return capture
