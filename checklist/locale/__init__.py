"""The words of the program in two languages. Message ids are the English texts; `vi` holds the Vietnamese.

Catalogs are modules, so that the pure ring reads no file and a wheel, an editable install and a checkout need no build
step. A test holds the catalog against every message id in the code.
"""

from __future__ import annotations

from checklist.errors import BadFile, ChecklistError, Phrase
from checklist.model import Text

LANGUAGES = ("vi", "en")


class Words:
    """Puts message ids, texts of a pack and errors into one language."""

    def __init__(self, lang: str = "vi") -> None:
        self.lang = lang
        self._catalog: dict[str, str] = {}
        if lang == "vi":
            from checklist.locale.vi import CATALOG

            self._catalog = CATALOG

    def __call__(self, message: str, **fields: object) -> str:
        """A message id in the language, its fields filled in."""
        text = self._catalog.get(message, message)
        return text.format(**{name: self._field(value) for name, value in fields.items()})

    def _field(self, value: object) -> object:
        if isinstance(value, Phrase):
            return self(value.message, **value.fields)
        if isinstance(value, ChecklistError):
            return self.error(value)
        if isinstance(value, list):
            return ", ".join(str(self._field(each)) for each in value)
        return value

    def of(self, text: Text) -> str:
        """A text of a pack or a unit's name in the language."""
        return text.of(self.lang)

    def error(self, error: ChecklistError) -> str:
        """An error as one line (a file with faults: one line each): what is wrong, then what to do."""
        if isinstance(error, BadFile):
            return "\n".join(
                f"{fault.file}:{fault.line}:{fault.column}: {self(fault.message, **fault.fields)}"
                for fault in error.faults
            )
        parts = (error.message, error.hint)
        return " ".join(self(part, **error.fields) for part in parts if part)


def mark(message: str) -> str:
    """Mark a message id in a table, so that it is found for translation; it is put into words where it is shown."""
    return message
