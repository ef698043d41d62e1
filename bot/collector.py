"""How often Python's collector goes through what is there: rarely, as each time everybody waits for it."""

import gc

EACH_TIME = 100  # passes of the middle generation to one through everything; Python's own is 10


def go_easy() -> None:
    """Leave out what was loaded so far, and go through all the rest a tenth as often.

    What was loaded stays: to go through it would hold everybody up for a seventh of a second each time. The rest is
    mostly what a long list was just read into, which is gone by itself a moment later.
    """
    gc.freeze()
    youngest, middle, _ = gc.get_threshold()
    gc.set_threshold(youngest, middle, EACH_TIME)
