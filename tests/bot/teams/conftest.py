"""A stub of Teams with one person in one tenant, and a bare caller who has signed in; a test may have its own."""

from collections.abc import AsyncIterator

import pytest

from tests.teams.api import ConnectorStub
from tests.teams.caller import Caller, Clock
from tests.teams.records import Conversation, TChannel, TeamsUser, Tenant
from tests.teams.world import World


@pytest.fixture
def clock() -> Clock:
    """The stub's time."""
    return Clock()


@pytest.fixture
async def stub(clock: Clock) -> AsyncIterator[ConnectorStub]:
    """A stub; a test that provokes what Teams would not have understood clears `wrongs` itself."""
    one = ConnectorStub(World(clock=clock))
    await one.start()
    yield one
    await one.stop()


@pytest.fixture
def tenant(stub: ConnectorStub) -> Tenant:
    """A tenant."""
    return stub.world.add_tenant("Fellside")


@pytest.fixture
def maya(tenant: Tenant) -> TeamsUser:
    """A person with the app in her chat."""
    return tenant.add_user("Maya Thorne", "maya.thorne@fellside.example.org")


@pytest.fixture
def chat(maya: TeamsUser) -> Conversation:
    """Her chat with the bot."""
    found = maya.tenant.chat_of(maya)
    assert found is not None
    return found


@pytest.fixture
def talk(maya: TeamsUser) -> TChannel:
    """A channel of a team with the app."""
    return maya.tenant.add_team("Library", maya, install=True).add_channel("Talk")


@pytest.fixture
async def bot(stub: ConnectorStub, tenant: Tenant) -> Caller:
    """A bot that has signed in."""
    one = Caller(stub, tenant)
    assert (await one.signs_in())[0] == 200
    return one
