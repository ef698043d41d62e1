"""The outside world: assembles the rooms, listens, sends."""
