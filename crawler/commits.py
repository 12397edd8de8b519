"""Wait for the archive's commits: pages that come in while one is under way share the next."""

import asyncio

from archive import ArchiveError, Recorder


class Commits:
    """The commits of one *recorder*, one after the other."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._under_way: asyncio.Future[None] | None = None
        self._next: asyncio.Future[None] | None = None

    async def saved(self) -> None:
        """Return when all that was recorded so far is synced and committed.

        Raises:
            ArchiveError: if it can't be written.
        """
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
        waiting = self._next
        if self._under_way is None:
            self._begin()
        await asyncio.shield(waiting)

    def _begin(self) -> None:
        """Begin the commit that pages wait for, if any do."""
        waiting, self._next, self._under_way = self._next, None, None
        if waiting is None:
            return
        try:
            self._under_way = asyncio.wrap_future(self._recorder.flush())
        except ArchiveError as error:
            waiting.set_exception(error)
            return
        self._under_way.add_done_callback(lambda saved: self._end(waiting, saved))

    def _end(self, waiting: "asyncio.Future[None]", saved: "asyncio.Future[None]") -> None:
        error = saved.exception()
        if error is None:
            waiting.set_result(None)
        else:
            waiting.set_exception(error)
        self._begin()
