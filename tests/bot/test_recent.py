"""What a process remembers is bounded, and what was written longest ago goes first."""

from bot.recent import Recent


def test_what_was_written_longest_ago_is_forgotten() -> None:
    memory: Recent[str, int] = Recent(2)
    memory["a"] = 1
    memory["b"] = 2
    memory["a"] = 3
    memory["c"] = 4
    assert dict(memory) == {"a": 3, "c": 4}


def test_what_is_read_and_moved_to_the_end_stays() -> None:
    memory: Recent[str, int] = Recent(2)
    memory["a"] = 1
    memory["b"] = 2
    assert memory.get("a") == 1
    memory.move_to_end("a")
    memory["c"] = 3
    assert list(memory) == ["a", "c"]
