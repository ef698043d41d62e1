"""How a bot that serves comes to its end: somebody interrupts it, or the playground is to begin again."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Shutdown:
    """Is asked for once; `again` is whether the story of the playground begins anew afterwards."""

    def __init__(self) -> None:
        self.again = False
        self._asked = asyncio.Event()

    def interrupt(self) -> None:
        """The terminal, or whatever looks after the process, asks it to end. Comes before a new beginning."""
        self.again = False
        self._asked.set()

    def begin_again(self) -> None:
        """The playground is to begin anew. Does nothing where the end was asked for already."""
        if not self._asked.is_set():
            self.again = True
            self._asked.set()

    async def asked(self) -> None:
        """Returns once one of both has been asked for."""
        await self._asked.wait()

    @contextmanager
    def by_signals(self) -> Iterator[None]:
        """Meanwhile Ctrl-C and a polite kill ask for the end; before and after they break off at once."""
        loop = asyncio.get_running_loop()
        # Windows has no signal handlers on its loop; Ctrl-C raises there.
        with suppress(NotImplementedError):
            for each in SIGNALS:
                loop.add_signal_handler(each, self.interrupt)
        try:
            yield
        finally:
            with suppress(NotImplementedError):
                for each in SIGNALS:
                    loop.remove_signal_handler(each)
