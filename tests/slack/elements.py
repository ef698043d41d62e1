"""What Slack takes inside its blocks: buttons, selects and inputs, with their limits. Its reference, read in November 2026."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tests.platforms.strict import BrokenRule, check_keys, must
from tests.slack.words import (
    LONGEST_ID,
    LONGEST_TEXT,
    check_address,
    check_list,
    check_text,
    check_whole,
    check_words,
)

SELECTS = {"static_select", "users_select", "conversations_select", "channels_select"}
MULTI = {f"multi_{one}" for one in SELECTS}
PICKED = {"checkboxes", "radio_buttons", "datepicker", "timepicker"} | SELECTS
IN_ACTIONS = {"button", "overflow", "datetimepicker"} | PICKED
BESIDE_SECTION = {"button", "overflow"} | PICKED | MULTI
TYPED = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}
IN_INPUT = {"datetimepicker", "file_input"} | PICKED | MULTI | TYPED
WITHOUT_FOCUS = {"button", "overflow", "file_input"}
WITHOUT_PLACEHOLDER = {
    "button",
    "overflow",
    "file_input",
    "checkboxes",
    "radio_buttons",
    "datetimepicker",
}
OWN_KEYS = {
    "button": {"text", "url", "value", "style", "accessibility_label", "confirm"},
    "checkboxes": {"options", "initial_options", "confirm"},
    "radio_buttons": {"options", "initial_option", "confirm"},
    "overflow": {"options", "confirm"},
    "datepicker": {"initial_date", "confirm"},
    "timepicker": {"initial_time", "timezone", "confirm"},
    "datetimepicker": {"initial_date_time", "confirm"},
    "static_select": {"options", "option_groups", "initial_option", "confirm"},
    "multi_static_select": {"options", "option_groups", "initial_options", "max_selected_items", "confirm"},
    "users_select": {"initial_user", "confirm"},
    "multi_users_select": {"initial_users", "max_selected_items", "confirm"},
    "conversations_select": {"initial_conversation", "default_to_current_conversation", "filter", "confirm"},
    "multi_conversations_select": {
        "initial_conversations", "default_to_current_conversation", "filter", "max_selected_items", "confirm",
    },
    "channels_select": {"initial_channel", "confirm"},
    "multi_channels_select": {"initial_channels", "max_selected_items", "confirm"},
    "plain_text_input": {"initial_value", "multiline", "min_length", "max_length", "dispatch_action_config"},
    "number_input": {"is_decimal_allowed", "initial_value", "min_value", "max_value", "dispatch_action_config"},
    "email_text_input": {"initial_value", "dispatch_action_config"},
    "url_text_input": {"initial_value", "dispatch_action_config"},
    "file_input": {"filetypes", "max_files"},
}  # fmt: skip


def check_element(given: Any, allowed: set[str], where: str) -> None:
    """A button, a select, an input: one of those allowed here."""
    must(
        isinstance(given, dict) and given.get("type") in allowed,
        where,
        "is an element that Slack takes here",
    )
    kind = given["type"]
    known = {"type", "action_id"} | OWN_KEYS[kind]
    known |= set() if kind in WITHOUT_FOCUS else {"focus_on_load"}
    known |= set() if kind in WITHOUT_PLACEHOLDER else {"placeholder"}
    check_keys(given, known, {"type", "action_id"}, where)
    check_words(given["action_id"], LONGEST_ID, f"{where}.action_id")
    must(
        isinstance(given.get("focus_on_load", True), bool),
        f"{where}.focus_on_load",
        "is true or false",
    )
    if "placeholder" in given:
        check_text(given["placeholder"], f"{where}.placeholder", most=150)
    if "confirm" in given:
        _confirm(given["confirm"], f"{where}.confirm")
    if "dispatch_action_config" in given:
        _dispatch(given["dispatch_action_config"], f"{where}.dispatch_action_config")
    if "max_selected_items" in given:
        check_whole(given["max_selected_items"], 1, 100, f"{where}.max_selected_items")
    if kind in CHECKS:
        CHECKS[kind](given, where)


def _confirm(given: Any, where: str) -> None:
    """A question asked before something is done."""
    known = {"title", "text", "confirm", "deny"}
    check_keys(given, known | {"style"}, known, where)
    for key, most in {"title": 100, "text": 300, "confirm": 30, "deny": 30}.items():
        check_text(given[key], f"{where}.{key}", most=most, plain=key != "text")
    must(
        given.get("style", "primary") in {"primary", "danger"},
        f"{where}.style",
        "is primary or danger",
    )


def _dispatch(given: Any, where: str) -> None:
    check_keys(given, {"trigger_actions_on"}, {"trigger_actions_on"}, where)
    for one in check_list(given["trigger_actions_on"], 2, where):
        must(
            one in {"on_enter_pressed", "on_character_entered"},
            where,
            "is something that Slack can act upon",
        )


def _button(given: Mapping[str, Any], where: str) -> None:
    must("text" in given, where, "needs text")
    check_text(given["text"], f"{where}.text", most=75)
    must(
        given.get("style", "primary") in {"primary", "danger"},
        f"{where}.style",
        "is primary or danger",
    )
    if "value" in given:
        check_words(given["value"], 2000, f"{where}.value")
    if "url" in given:
        check_address(given["url"], f"{where}.url")
    if "accessibility_label" in given:
        check_words(given["accessibility_label"], 75, f"{where}.accessibility_label")


def _options(given: Mapping[str, Any], where: str) -> None:
    kind = given["type"]
    short = {"checkboxes": 10, "radio_buttons": 10, "overflow": 5}
    must(("options" in given) != ("option_groups" in given), where, "has options or option_groups")
    if "option_groups" in given:
        groups = list(check_list(given["option_groups"], 100, f"{where}.option_groups"))
        for count, group in enumerate(groups):
            check_keys(
                group, {"label", "options"}, {"label", "options"}, f"{where}.option_groups[{count}]"
            )
            check_text(group["label"], f"{where}.option_groups[{count}].label", most=75)
    else:
        groups = [given]
    options: list[Any] = []
    for group in groups:
        options += check_list(group["options"], short.get(kind, 100), f"{where}.options")
    for count, option in enumerate(options):
        _option(option, kind, f"{where}.options[{count}]")
    values = [option["value"] for option in options]
    must(len(set(values)) == len(values), f"{where}.options", "have each a value of their own")
    _initial(given, options, where)


def _option(given: Any, kind: str, where: str) -> None:
    check_keys(
        given,
        {"text", "value", "description"} | ({"url"} if kind == "overflow" else set()),
        {"text", "value"},
        where,
    )
    styled = kind in {"checkboxes", "radio_buttons"}
    check_text(given["text"], f"{where}.text", most=75, plain=not styled)
    check_words(given["value"], 150, f"{where}.value")
    if "description" in given:
        check_text(given["description"], f"{where}.description", most=75, plain=not styled)


def _initial(given: Mapping[str, Any], options: list[Any], where: str) -> None:
    if "initial_option" in given:
        must(
            given["initial_option"] in options,
            f"{where}.initial_option",
            "is one of the options, word for word",
        )
    if "initial_options" in given:
        chosen = check_list(
            given["initial_options"],
            given.get("max_selected_items", 100),
            f"{where}.initial_options",
        )
        must(
            all(one in options for one in chosen),
            f"{where}.initial_options",
            "are among the options, word for word",
        )
        must(
            all(chosen.count(one) == 1 for one in chosen),
            f"{where}.initial_options",
            "are there once each",
        )


def _day(given: Mapping[str, Any], where: str) -> None:
    if "initial_date" in given:
        text = given["initial_date"]
        good = isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None
        try:
            must(
                good and bool(date.fromisoformat(text)),
                f"{where}.initial_date",
                "is a day, YYYY-MM-DD",
            )
        except ValueError as no:
            raise BrokenRule(f"{where}.initial_date", "is a day, YYYY-MM-DD") from no


def _time(given: Mapping[str, Any], where: str) -> None:
    if "initial_time" in given:
        good = isinstance(given["initial_time"], str) and re.fullmatch(
            r"([01]\d|2[0-3]):[0-5]\d", given["initial_time"]
        )
        must(bool(good), f"{where}.initial_time", "is a time, HH:mm")


def _moment(given: Mapping[str, Any], where: str) -> None:
    if "initial_date_time" in given:
        check_whole(given["initial_date_time"], 10**9, 10**10 - 1, f"{where}.initial_date_time")


def _line(given: Mapping[str, Any], where: str) -> None:
    most, least = given.get("max_length", LONGEST_TEXT), given.get("min_length", 0)
    check_whole(most, 1, LONGEST_TEXT, f"{where}.max_length")
    check_whole(least, 0, most, f"{where}.min_length")
    must(isinstance(given.get("multiline", True), bool), f"{where}.multiline", "is true or false")
    if "initial_value" in given:
        check_words(given["initial_value"], most, f"{where}.initial_value")


def _address_line(given: Mapping[str, Any], where: str) -> None:
    if "initial_value" in given:
        check_words(given["initial_value"], LONGEST_TEXT, f"{where}.initial_value")


def _number(given: Mapping[str, Any], where: str) -> None:
    must(isinstance(given.get("is_decimal_allowed"), bool), where, "needs is_decimal_allowed")
    numbers: dict[str, Decimal] = {}
    for key in ("min_value", "initial_value", "max_value"):
        if key in given:
            shape = r"-?\d+(\.\d+)?" if given["is_decimal_allowed"] else r"-?\d+"
            good = isinstance(given[key], str) and re.fullmatch(shape, given[key])
            must(
                bool(good),
                f"{where}.{key}",
                "is a number as text, and a whole one where no other is allowed",
            )
            numbers[key] = Decimal(given[key])
    in_order = list(numbers.values())
    must(
        in_order == sorted(in_order),
        where,
        "has its smallest, first and largest number in that order",
    )


def _file(given: Mapping[str, Any], where: str) -> None:
    check_whole(given.get("max_files", 10), 1, 10, f"{where}.max_files")
    if "filetypes" in given:
        for one in check_list(given["filetypes"], 100, f"{where}.filetypes"):
            must(
                isinstance(one, str) and one.isalnum(),
                f"{where}.filetypes",
                "are endings of names, without a dot",
            )


CHECKS = {
    "button": _button,
    "checkboxes": _options,
    "radio_buttons": _options,
    "overflow": _options,
    "static_select": _options,
    "multi_static_select": _options,
    "datepicker": _day,
    "timepicker": _time,
    "datetimepicker": _moment,
    "plain_text_input": _line,
    "email_text_input": _address_line,
    "url_text_input": _address_line,
    "number_input": _number,
    "file_input": _file,
}
