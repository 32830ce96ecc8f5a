"""The action table: every key of the full-screen program. Footer, F9, help and the README's key sheet come from it.

Letters are those that neither Telex nor VNI can change, but D: `đ` is D. Every letter has a twin, F9 has everything.
"""

from __future__ import annotations

import msgspec

from checklist.locale import Words, mark


class Action(msgspec.Struct, frozen=True):
    """What a key does. `keys` are key names, the first is shown; `row` is the workflow row that allows it."""

    id: str
    keys: tuple[str, ...]
    label: str
    """Short, for the key row; a message id."""
    help: str
    """For help and F9; a message id."""
    group: str = "move"
    row: str = ""


ACTIONS: tuple[Action, ...] = (
    Action("met", ("d", "f5"), mark("met"), mark("met (đ is D too)"), "answer", "answer.self"),
    Action("partial", ("m", "f6"), mark("partly"), mark("partly met, asks the reason"), "answer", "answer.self"),
    Action("not_met", ("c", "f7"), mark("not met"), mark("not met, asks the reason"), "answer", "answer.self"),
    Action(
        "not_applicable",
        ("k", "f8"),
        mark("not applicable"),
        mark("not applicable, asks the ground"),
        "answer",
        "answer.self",
    ),
    Action("number", ("0-9",), mark("number"), mark("numbers, on items that count"), "answer", "answer.self"),
    Action("tick", ("space",), mark("tick"), mark("tick a part"), "answer", "answer.self"),
    Action("undo", ("u", "f12"), mark("undo"), mark("undo the last own write"), "answer"),
    Action("add", ("t", "f4"), mark("add evidence"), mark("enter evidence for the item"), "record", "evidence"),
    Action("attach", ("g",), mark("attach"), mark("attach evidence on record"), "record", "evidence"),
    Action("detach", ("k", "delete"), mark("take off"), mark("take the entry off this item"), "record", "evidence"),
    Action("remove", (), mark("take out"), mark("take the entry out of the register"), "record", "evidence"),
    Action("journal", ("n",), mark("journal"), mark("journal of the item or unit"), "record"),
    Action("why", ("v",), mark("why"), mark("why this score"), "record"),
    Action("paper", ("h",), mark("submit"), mark("the paper: check and submit, withdraw"), "record"),
    Action("report", ("b",), mark("report"), mark("reports"), "record"),
    Action("enter", ("enter",), mark("open"), mark("in, on: open the row, next field, next unfinished item"), "move"),
    Action("out", ("q", "escape", "f10"), mark("back"), mark("one level out; on level 1 Q and F10 leave"), "move"),
    Action("other", ("tab", "shift+tab"), mark("other list"), mark("the other list, pane or field"), "move"),
    Action("updown", ("↑↓", "up", "down", "home", "end"), mark("move"), mark("move; Home and End to the ends"), "move"),
    Action("page", ("pagedown", "pageup"), mark("next"), mark("next and previous item; a page in lists"), "move"),
    Action("filter", ("l",), mark("filter"), mark("filter: unanswered, without evidence, critical"), "move"),
    Action("sort", ("l",), mark("sort"), mark("sort by the column under the cursor: least, most, order of the units")),
    Action("across", ("i",), mark("in all units"), mark("this item in all units")),
    Action("agreement", ("y",), mark("differences"), mark("differences of the layers, capped units, agreement")),
    Action("find", ("/", "f3"), mark("find"), mark("find, go to a code"), "move"),
    Action("help", ("?", "f1"), mark("help"), mark("help on this screen"), "move"),
    Action("actions", ("f9",), mark("more"), mark("all actions of this screen"), "move"),
    Action("redraw", ("ctrl+l",), mark("redraw"), mark("draw the screen again and read again"), "move"),
    Action("quit", ("ctrl+q",), mark("leave"), mark("leave at once: all is saved, a form is kept as a draft"), "move"),
    Action("save", ("f2",), mark("save"), mark("save the form"), "form"),
    Action("save_met", ("f5",), mark("save, met"), mark("save and answer met"), "form"),
    Action("choose", ("←→", "left", "right"), mark("change"), mark("change a choice"), "form"),
    Action("agree", ("y", "f2"), mark("agree"), mark("agree with the unit's answer"), "inspector", "answer.verified"),
    Action(
        "basis", ("g",), mark("on site"), mark("verify on site, or on papers again"), "inspector", "answer.verified"
    ),
    Action(
        "mark",
        ("space",),
        mark("seen"),
        mark("mark an entry: seen, at its place, not produced"),
        "inspector",
        "mark_seen",
    ),
    Action("finding", ("p",), mark("finding"), mark("findings: list, write, close"), "inspector"),
)

GROUPS = {
    "answer": mark("Answering"),
    "record": mark("Evidence, records"),
    "move": mark("Moving"),
    "form": mark("Forms"),
    "inspector": mark("Verifying"),
}

PLACES: dict[str, tuple[str, ...]] = {
    "units": (
        "enter", "other", "find", "filter", "report", "updown", "page", "out", "help", "actions", "redraw", "quit",
    ),
    "overview": (
        "enter", "other", "why", "paper", "find", "journal", "finding", "undo", "report", "updown", "page", "out",
        "help",
        "actions", "redraw", "quit",
    ),
    "walk": (
        "met", "partial", "not_met", "not_applicable", "number", "tick", "add", "attach", "enter", "undo", "journal",
        "why", "filter", "find", "report", "page", "updown", "other", "paper", "across", "agree", "finding", "out",
        "help", "actions", "redraw", "quit",
    ),
    "verify": (
        "agree", "met", "partial", "not_met", "not_applicable", "number", "tick", "basis", "finding", "enter", "undo",
        "journal", "why", "filter", "find", "report", "page", "updown", "other", "paper", "across", "add", "out",
        "help",
        "actions",
        "redraw", "quit",
    ),
    "evidence": (
        "mark", "add", "attach", "enter", "detach", "remove", "undo", "updown", "out", "help", "actions",
        "redraw", "quit",
    ),
    "queue": (
        "enter", "other", "paper", "find", "filter", "report", "updown", "page", "out", "help", "actions", "redraw",
        "quit",
    ),
    "matrix": (
        "enter", "choose", "other", "sort", "why", "agreement", "find", "report", "updown", "page", "out", "help",
        "actions", "redraw", "quit",
    ),
    "across": ("enter", "filter", "why", "find", "updown", "page", "out", "help", "actions", "redraw", "quit"),
    "agreement": (
        "enter", "other", "across", "why", "filter", "updown", "page", "out", "help", "actions", "redraw", "quit",
    ),
    "attach": ("enter", "save_met", "updown", "out", "help", "redraw", "quit"),
    "findings": ("enter", "finding", "updown", "page", "out", "help", "actions", "redraw", "quit"),
    "finding_form": ("save", "enter", "other", "choose", "updown", "out", "help", "redraw", "quit"),
    "form": ("save", "save_met", "enter", "other", "updown", "choose", "tick", "out", "help", "redraw", "quit"),
    "question": ("enter", "choose", "updown", "out", "help", "redraw", "quit"),
    "unsaved": ("save", "enter", "choose", "updown", "page", "out", "help", "redraw", "quit"),
    "conflict": ("enter", "choose", "updown", "journal", "out", "help", "redraw", "quit"),
    "history": ("undo", "other", "updown", "page", "out", "help", "actions", "redraw", "quit"),
    "sweep": ("enter", "report", "finding", "updown", "out", "help", "actions", "redraw", "quit"),
    "search": ("updown", "enter", "out", "help", "redraw", "quit"),
    "read": ("updown", "page", "out", "help", "redraw", "quit"),
    "empty": ("enter", "updown", "out", "help", "actions", "redraw", "quit"),
}  # fmt: skip
"""Which actions each kind of screen has, the most used first."""

_BY_ID = {action.id: action for action in ACTIONS}
_KEY_WORDS = {
    "enter": "Enter", "escape": "Esc", "tab": "Tab", "shift+tab": "Shift+Tab", "space": "Space", "delete": "Delete",
    "pagedown": "PgDn", "pageup": "PgUp", "home": "Home", "end": "End", "ctrl+l": "Ctrl+L", "ctrl+q": "Ctrl+Q",
    "up": "↑↓", "down": "↑↓", "left": "←→", "right": "←→",
}  # fmt: skip


def action(action_id: str) -> Action:
    """The action of that id."""
    return _BY_ID[action_id]


def find(place: str, key: str) -> Action | None:
    """The action of a key on a kind of screen."""
    return next((_BY_ID[each] for each in PLACES[place] if key in _BY_ID[each].keys), None)


def key_word(key: str) -> str:
    """A key as it is written: `D`, `F5`, `PgDn`."""
    return _KEY_WORDS.get(key, key.upper() if len(key) == 1 or key[0] == "f" else key)


def key_words(action: Action) -> str:
    """The keys of an action as they are written; F9 has what has no key of its own."""
    return " ".join(dict.fromkeys(map(key_word, action.keys))) or "F9"


def hint(t: Words, action_id: str, label: str | None = None) -> str:
    """A key and what it does here, for the key row: `D đạt`."""
    each = _BY_ID[action_id]
    return f"{key_word(each.keys[0])} {t(label or each.label)}"


def normal(key: str, character: str | None) -> str:
    """A key as the table names it: letters small, `đ` as d, what prints by its character."""
    if character and character.isprintable() and len(character) == 1 and character != " ":
        small = character.lower()
        return "d" if small == "đ" else small
    return key


def sheet(t: Words) -> list[tuple[str, str, str]]:
    """The key sheet: group, keys, what they do; every action once."""
    rows = []
    for group, title in GROUPS.items():
        for each in ACTIONS:
            if each.group == group:
                rows.append((t(title), key_words(each), t(each.help)))
    return rows
