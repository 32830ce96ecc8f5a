"""Both catalogs are complete: every message id in the code is put into Vietnamese, and nothing else stands there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import checklist
from checklist.locale import Words
from checklist.locale.vi import CATALOG

PACKAGE = Path(checklist.__file__).parent
SAYING = {
    "t", "mark", "Phrase", "Refused", "Forbidden", "Conflict", "BadInput", "Damaged", "NotSaved", "say", "fault",
    "Fault", "hint", "error", "warn", "NotUnderstood",
}  # fmt: skip
ALWAYS = {"t", "mark", "Phrase", "hint"}


def literals(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return []


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def message_ids() -> dict[str, str]:
    """Message id to the file that says it."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        constants = {
            target.id: text
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name)
            for text in literals(node.value)
        }
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and called(node) in SAYING):
                continue
            said = [text for each in node.args for text in literals(each)]
            said += [constants[each.id] for each in node.args if isinstance(each, ast.Name) and each.id in constants]
            if called(node) == "hint":
                said = [text for each in node.args[2:] for text in literals(each)]
            for text in said:
                if " " in text or called(node) in ALWAYS:
                    found[text] = str(path.relative_to(PACKAGE))
    return {text: where for text, where in found.items() if text.strip() and re.search(r"[A-Za-z]{2}", text)}


def test_every_message_has_its_vietnamese() -> None:
    missing = {text: where for text, where in message_ids().items() if text not in CATALOG}
    assert missing == {}


def test_the_catalog_holds_nothing_that_nobody_says() -> None:
    known = message_ids()
    assert [text for text in CATALOG if text not in known] == []


def test_both_languages_fill_in_the_same_fields() -> None:
    fields = re.compile(r"\{(\w+)\}")
    wrong = [text for text, vi in CATALOG.items() if sorted(fields.findall(text)) != sorted(fields.findall(vi))]
    assert wrong == []


def test_a_phrase_inside_a_message_is_put_into_the_language_too() -> None:
    from checklist.errors import Phrase

    assert Words("vi")('No {what} "{given}".', what=Phrase("item"), given="X-1") == 'Không có tiêu chí "X-1".'
