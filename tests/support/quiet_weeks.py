"""Quiet weeks: time passes from one due moment to the next, and nobody does anything."""

from datetime import datetime, timedelta

from tests.support.dialogue import Stage


async def pass_by(scene: Stage, days: float) -> None:
    """What falls due is delivered when it does, as it is outside of a test."""
    await _until(scene, scene.bot.clock.now() + timedelta(days=days))


async def _until(scene: Stage, end: datetime) -> None:
    while (moment := await scene.bot.next_due()) is not None and moment <= end:
        await scene.bot.advance(moment)
    await scene.bot.advance(end)
