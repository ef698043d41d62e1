"""The stub's methods of windows and home tabs: views.*, with triggers, stacks of three, hashes and what is typed."""

import copy
import json

from tests.platforms.strict import BrokenRule
from tests.slack.inputs import completed, state_of
from tests.slack.method import Ask, No, method
from tests.slack.rules import check_view as by_the_rules
from tests.slack.shapes import view_json
from tests.slack.world import Json, Modal, Trigger, User, World

MOST = 3
VIEW = frozenset({
    "type", "title", "blocks", "close", "submit", "private_metadata", "callback_id", "clear_on_close",
    "notify_on_close", "external_id", "submit_disabled",
})  # fmt: skip


def check_view(world: World, where: str, view: object) -> Json:
    """A window as Slack takes it; refuses any other, and lets no test pass with one."""
    if not isinstance(view, dict):
        raise No("invalid_arguments")
    broken = ""
    if unknown := set(view) - VIEW:
        broken = f"a view has no {sorted(unknown)}"
    try:
        by_the_rules(view)
    except BrokenRule as error:
        broken = str(error)
    if broken:
        world.wrong(f"{where}: {broken}")
        raise No("invalid_arguments", response_metadata={"messages": [f"[ERROR] {broken}"]})
    if len(json.dumps(view)) > 250_000:
        raise No("view_too_large")
    return copy.deepcopy(view)


def _taken(ask: Ask) -> Trigger:
    trigger = ask.world.triggers.get(ask.text("trigger_id"))
    if trigger is None or trigger.user.team is not ask.team:
        raise No("invalid_trigger_id")
    if trigger.used:
        raise No("exchanged_trigger_id")
    if ask.world.clock() - trigger.at > ask.world.patience:
        raise No("expired_trigger_id")
    trigger.used = True
    return trigger


def new_hash(world: World) -> str:
    """The mark of a window's present wording."""
    return f"{int(world.clock())}.{world.fresh('h')}"


def put(world: World, user: User, view: Json, *, on: Modal | None = None) -> Modal:
    """A new window before somebody; `on` another it lies upon."""
    view["blocks"] = completed(world, view["blocks"])
    modal = Modal(world.fresh("V"), user, view, new_hash(world), state_of(view["blocks"]))
    stack = world.stacks.setdefault(user.id, [])
    if on is None:
        for one in stack:
            one.open = False
        stack.clear()
    else:
        modal.previous, modal.root = on, on.root or on
    stack.append(modal)
    world.modals[modal.id] = modal
    return modal


def change(world: World, modal: Modal, view: Json) -> None:
    """A window's new wording; what is typed stays in inputs that keep both ids."""
    view["blocks"] = completed(world, view["blocks"])
    modal.state = state_of(view["blocks"], modal.state)
    modal.view, modal.hash, modal.errors = view, new_hash(world), {}


def _only_modal(view: Json) -> None:
    if view["type"] != "modal":
        raise No("invalid_arguments")


@method("views.open", needs="trigger_id view")
def open_view(ask: Ask) -> Json:
    """A window for whoever pressed just now."""
    view = check_view(ask.world, ask.method, ask.given["view"])
    _only_modal(view)
    trigger = _taken(ask)
    if trigger.modal is not None and trigger.modal.open and trigger.modal.view["type"] == "modal":
        # Clients differ in what they do then; Slack's advice is to push, or to answer with an update.
        ask.world.wrong("views.open: from inside a window that is open, push or update instead")
    return {"view": view_json(put(ask.world, trigger.user, view))}


@method("views.push", needs="trigger_id view")
def push(ask: Ask) -> Json:
    """A window upon the one that was pressed in."""
    view = check_view(ask.world, ask.method, ask.given["view"])
    _only_modal(view)
    trigger = _taken(ask)
    stack = ask.world.stacks.get(trigger.user.id, [])
    if trigger.modal is None or not stack:
        raise No("not_found")
    if len(stack) >= MOST:
        raise No("push_limit_reached")
    return {"view": view_json(put(ask.world, trigger.user, view, on=stack[-1]))}


@method("views.update", needs="view", takes="view_id external_id hash")
def update(ask: Ask) -> Json:
    """An open window's new wording."""
    view = check_view(ask.world, ask.method, ask.given["view"])
    wanted = ask.text("view_id")
    if ask.text("external_id"):
        found = [
            one
            for one in ask.world.modals.values()
            if one.view.get("external_id") == ask.text("external_id")
        ]
        wanted = found[-1].id if found else ""
    modal = ask.world.modals.get(wanted)
    if modal is None or modal.user.team is not ask.team or not modal.open:
        raise No("not_found")
    if ask.text("hash") and ask.text("hash") != modal.hash:
        raise No("hash_conflict")
    if view["type"] != modal.view["type"]:
        raise No("invalid_arguments")
    change(ask.world, modal, view)
    return {"view": view_json(modal)}


@method("views.publish", needs="user_id view", takes="hash")
def publish(ask: Ask) -> Json:
    """Somebody's home tab."""
    view = check_view(ask.world, ask.method, ask.given["view"])
    if view["type"] != "home":
        raise No("invalid_arguments")
    user = ask.user("user_id")
    home = ask.world.homes.get(user.id)
    if ask.text("hash") and (home is None or home.hash != ask.text("hash")):
        raise No("hash_conflict")
    if home is None:
        home = Modal(ask.world.fresh("V"), user, view, "")
        ask.world.homes[user.id] = ask.world.modals[home.id] = home
    change(ask.world, home, view)
    return {"view": view_json(home)}
