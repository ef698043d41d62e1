"""What the machine and a process spend: CPU time of all its threads, and what other machines took away."""

import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PARTS = (
    "aiohttp",
    "aiosqlite",
    "asyncpg",
    "sqlalchemy",
    "pydantic",
    "cryptography",
    "slack-bolt",
    "botbuilder-core",
    "slack-sdk",
)


def cpu_seconds(pid: int) -> float:
    """CPU time that the threads of a process have had so far, in seconds."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


@dataclass(frozen=True)
class Steal:
    """Time that this machine's processors wanted to work, and time another machine had them instead; in seconds."""

    wanted: float
    stolen: float

    @classmethod
    def now(cls) -> "Steal":
        """Since the machine started."""
        with Path("/proc/stat").open() as lines:
            user, nice, system, _idle, _wait, irq, soft, stolen = (
                int(one) for one in next(lines).split()[1:9]
            )
        return cls((user + nice + system + irq + soft + stolen) / TICKS, stolen / TICKS)

    def since(self, earlier: "Steal") -> float:
        """The share that was stolen in between."""
        wanted = self.wanted - earlier.wanted
        return (self.stolen - earlier.stolen) / wanted if wanted else 0.0


def described() -> str:
    """Processors, Python and the versions of what matters here."""
    parts = ", ".join(f"{name} {version(name)}" for name in PARTS)
    return f"{os.cpu_count()} processors, Python {platform.python_version()}, {parts}"
