"""How a bot that serves is asked to end."""

import os
import signal

import pytest

from bot.shutdown import Shutdown


async def test_a_signal_asks_for_the_end_and_not_for_a_new_beginning() -> None:
    ending = Shutdown()
    with ending.by_signals():
        os.kill(os.getpid(), signal.SIGTERM)
        await ending.asked()
    assert not ending.again


async def test_to_begin_again_ends_what_serves_once() -> None:
    ending = Shutdown()
    ending.begin_again()
    ending.begin_again()
    await ending.asked()
    assert ending.again


@pytest.mark.parametrize("first", ["interrupt", "begin_again"])
async def test_whoever_stops_it_meanwhile_stops_it_for_good(first: str) -> None:
    ending = Shutdown()
    for asked in (first, {"interrupt": "begin_again", "begin_again": "interrupt"}[first]):
        getattr(ending, asked)()
    await ending.asked()
    assert not ending.again


async def test_before_and_after_a_signal_breaks_off_as_it_did() -> None:
    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    with Shutdown().by_signals():
        assert signal.getsignal(signal.SIGTERM) != before[1]
    assert signal.getsignal(signal.SIGINT) == signal.default_int_handler
    assert signal.getsignal(signal.SIGTERM) == before[1]
