"""Messages go at the pace that Slack allows: none too early, none for ever, and replies before everything else."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot import pacing
from bot.channel import DeliveryProblem
from bot.pacing import PATIENCE, STANDING, Pacer

TEAM = "T0TEAM"


class Clock(asyncio.SelectorEventLoop):
    """A loop whose time passes only when nothing else is to be done, and then at once."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = 0.0
        select = self._selector.select  # type: ignore[attr-defined]

        def at_once(timeout: float | None = None) -> Any:
            if timeout:
                self.ahead += timeout
            return select(0)

        self._selector.select = at_once  # type: ignore[attr-defined]

    def time(self) -> float:
        """Seconds."""
        return 1000.0 + self.ahead


def played(story: Coroutine[Any, Any, None]) -> None:
    """Play a story on a clock of its own."""
    with asyncio.Runner(loop_factory=Clock) as runner:
        runner.run(story)


def now() -> float:
    """The loop's time."""
    return asyncio.get_running_loop().time()


class Went:
    """When each message went, in seconds since the start."""

    def __init__(self, pacer: Pacer) -> None:
        self.pacer = pacer
        self.start = now()
        self.at: dict[str, float] = {}
        self.later: dict[str, float] = {}

    async def take(
        self, name: str, channel: str, *, team: str = TEAM, at_once: bool = False, method: str = ""
    ) -> None:
        """Let one go."""
        try:
            await self.pacer.take(team, channel, at_once=at_once, method=method)
        except DeliveryProblem as problem:
            self.later[name] = (
                problem.after.total_seconds() if problem.after and not problem.tried else -1
            )
        else:
            self.at[name] = now() - self.start


def test_a_channel_takes_a_burst_and_then_one_a_second() -> None:
    async def story() -> None:
        went = Went(Pacer(a_workspace=1000))
        await asyncio.gather(*(went.take(f"{n}", "C1") for n in range(6)))
        assert list(went.at) == ["0", "1", "2", "3", "4", "5"]
        assert list(went.at.values()) == pytest.approx([0, 0, 0, 1, 2, 3], abs=0.05)

    played(story())


def test_a_workspace_takes_a_few_a_second_over_all_its_channels_and_another_has_its_own() -> None:
    async def story() -> None:
        went = Went(Pacer(a_workspace=4))
        await asyncio.gather(
            *(went.take(f"{n}", f"C{n}") for n in range(6)),
            went.take("other", "C0", team="T0OTHER"),
        )
        assert [went.at[f"{n}"] for n in range(6)] == pytest.approx(
            [0, 0.25, 0.5, 0.75, 1, 1.25], abs=0.05
        )
        assert went.at["other"] == pytest.approx(0, abs=0.05)

    played(story())


def test_a_channel_that_is_full_does_not_hold_up_the_others() -> None:
    async def story() -> None:
        went = Went(Pacer(a_workspace=100))
        await asyncio.gather(
            *(went.take(f"full {n}", "C1") for n in range(6)), went.take("free", "C2")
        )
        assert went.at["free"] < 0.1 < went.at["full 5"]

    played(story())


def test_a_reply_goes_ahead_of_what_waits_and_is_counted() -> None:
    async def story() -> None:
        went = Went(Pacer(a_workspace=2))
        waiting = asyncio.gather(*(went.take(f"{n}", f"C{n}") for n in range(4)))
        await asyncio.sleep(0.1)
        await went.take("reply", "C9", at_once=True)
        await waiting
        assert went.at["reply"] == pytest.approx(0.1, abs=0.05)
        assert went.at["1"] == pytest.approx(1.0, abs=0.05)  # not at 0.5: the reply had that turn
        assert went.at["3"] == pytest.approx(2.0, abs=0.05)

    played(story())


def test_what_slack_wants_us_to_wait_is_waited_by_replies_as_well_and_by_no_other_workspace() -> (
    None
):
    async def story() -> None:
        pacer = Pacer()
        went = Went(pacer)
        pacer.blocked(TEAM, now() + 5, "chat.postMessage")
        await asyncio.gather(
            went.take("reply", "C1", at_once=True, method="chat.postMessage"),
            went.take("letter", "C2", method="chat.postMessage"),
            went.take("update", "C3", method="chat.update"),
            went.take("elsewhere", "C1", team="T0OTHER", method="chat.postMessage"),
        )
        assert went.at["elsewhere"] == went.at["update"] == 0
        assert went.at["reply"] == pytest.approx(5, abs=0.05)
        assert went.at["letter"] >= 5

    played(story())


def test_a_long_block_sends_away_who_stands_in_line_with_the_time_to_come_back() -> None:
    async def story() -> None:
        pacer = Pacer(a_workspace=2)
        went = Went(pacer)
        line = asyncio.gather(*(went.take(f"{n}", f"C{n}") for n in range(5)))
        await asyncio.sleep(0.1)
        pacer.blocked(TEAM, now() + 60)
        await line
        assert list(went.at) == ["0"]
        assert sorted(went.later) == ["1", "2", "3", "4"]
        assert min(went.later.values()) == pytest.approx(60, abs=0.1)
        assert len(set(went.later.values())) == 4  # and not all at the same moment
        await went.take("reply", "C9", at_once=True)
        assert "reply" in went.later

    played(story())


def test_nobody_stands_in_line_longer_than_a_lease_bears() -> None:
    async def story() -> None:
        went = Went(Pacer(a_workspace=1000))
        await asyncio.gather(*(went.take(f"{n}", "C1") for n in range(15)))
        assert max(went.at.values()) <= PATIENCE
        assert went.later
        assert min(went.later.values()) > PATIENCE - 1

    played(story())


@pytest.mark.parametrize("rate", [4.0, 20.0])
def test_a_wave_is_spread_over_the_time_it_takes_and_each_comes_back_once(rate: float) -> None:
    async def story() -> None:
        went = Went(Pacer(a_workspace=rate))
        wave = 400

        async def one(number: int) -> int:
            for tries in range(10):
                await went.take(f"{number}", f"D{number}")
                if f"{number}" in went.at:
                    return tries
                await asyncio.sleep(went.later.pop(f"{number}"))
            raise AssertionError("never delivered")

        tries = await asyncio.gather(*(one(number) for number in range(wave)))
        assert max(went.at.values()) == pytest.approx(wave / rate, rel=0.05)
        assert max(tries) == 1
        times = sorted(went.at.values())
        assert all(later - earlier >= 0.99 / rate for earlier, later in pairwise(times))

    played(story())


def test_while_a_wave_is_on_its_way_a_newcomer_does_not_wait_for_its_end() -> None:
    async def story() -> None:
        went = Went(Pacer(a_workspace=4))

        async def one(number: int) -> None:
            while f"{number}" not in went.at:
                await went.take(f"{number}", f"D{number}")
                await asyncio.sleep(went.later.pop(f"{number}", 0))

        wave = asyncio.gather(*(one(number) for number in range(400)))
        await asyncio.sleep(30)
        before = now() - went.start
        await went.take("newcomer", "D-new")
        assert went.at["newcomer"] - before < PATIENCE
        await wave

    played(story())


def test_who_gives_up_waiting_leaves_the_line() -> None:
    async def story() -> None:
        went = Went(Pacer(a_workspace=1))
        await went.take("first", "C1")
        impatient = asyncio.ensure_future(went.take("impatient", "C2"))
        await asyncio.sleep(0.1)
        impatient.cancel()
        await went.take("last", "C3")
        assert went.at == {"first": 0, "last": pytest.approx(1.0, abs=0.05)}

    played(story())


def test_only_so_many_of_a_workspace_stand_in_line_however_fast_it_is() -> None:
    async def story() -> None:
        went = Went(Pacer(a_workspace=100))
        await asyncio.gather(*(went.take(f"{n}", f"C{n}") for n in range(STANDING + 10)))
        assert len(went.at) == STANDING + 1
        assert len(went.later) == 9

    played(story())


def test_only_the_channels_of_late_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "KEPT", 5)

    async def story() -> None:
        pacer = Pacer(a_workspace=1000)
        for number in range(20):
            await pacer.take(TEAM, f"C{number}")
        assert len(pacer._channels) == 5

    played(story())


def test_a_method_that_is_not_counted_waits_as_slack_asked_and_not_longer() -> None:
    async def story() -> None:
        pacer = Pacer()
        start = now()
        await pacer.heed(TEAM, "pins.add")
        pacer.blocked(TEAM, now() + 2, "pins.add")
        await pacer.heed(TEAM, "pins.add")
        assert now() - start == pytest.approx(2, abs=0.05)
        pacer.blocked(TEAM, now() + 60, "pins.add")
        with pytest.raises(DeliveryProblem) as problem:
            await pacer.heed(TEAM, "pins.add")
        assert problem.value.after is not None
        assert timedelta(seconds=59) < problem.value.after < timedelta(seconds=61)

    played(story())


async def test_what_a_busy_moment_held_up_is_made_up_for_and_no_more() -> None:
    pacer = Pacer(20.0, 500.0, behind=0.2)
    meter = pacer._lanes["anywhere"].meter
    at_once = 0
    while meter.wait(100.0) == 0:
        meter.count(100.0)
        at_once += 1
    assert at_once == 1 + 0.2 * 20
    assert meter.wait(100.0) == pytest.approx(1 / 20)
    assert Pacer(20.0)._lanes["anywhere"].meter.burst == 1
