"""Numbers, dates and moments as papers show them: `1.101`, `63,64`, `02/12/2009`; English `1,101`, `63.64`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from fractions import Fraction

from checklist.errors import BadInput
from checklist.locale import Words
from checklist.model import Pack
from checklist.workflow import at_offset

MOST_DIGITS = 9


def half_up(number: Fraction, digits: int = 2) -> Fraction:
    """A number rounded half up to so many decimals."""
    scale = 10**digits
    return Fraction((number * scale * 2 + 1) // 2, scale)


def decimal(t: Words, number: Fraction, digits: int = 2) -> str:
    """A number with exactly so many decimals, rounded half up: `63,64`."""
    scaled = int(half_up(abs(number), digits) * 10**digits)
    whole, rest = divmod(scaled, 10**digits)
    sign = "-" if number < 0 and scaled else ""
    point = "." if t.lang == "en" else ","
    return sign + count(t, whole) + (point + str(rest).zfill(digits) if digits else "")


def percent(t: Words, number: Fraction | None, pack: Pack | None = None) -> str:
    """A score: two decimals, more where rounding would cross a band's threshold; a dash where there is none.

    Args:
        pack: its bands' thresholds; None never needs more digits.
    """
    if number is None:
        return "–"
    return decimal(t, number, digits_for(number, [Fraction(band.min) for band in pack.bands] if pack else ()))


def digits_for(number: Fraction, thresholds: Iterable[Fraction]) -> int:
    """How many decimals show a number on the right side of every threshold: 2, or more."""
    limits = tuple(thresholds)
    for digits in range(2, MOST_DIGITS):
        shown = half_up(number, digits)
        if all((shown >= limit) == (number >= limit) for limit in limits):
            return digits
    return MOST_DIGITS


def points(t: Words, number: Fraction) -> str:
    """Points with two decimals."""
    return decimal(t, number)


def gain(t: Words, number: Fraction) -> str:
    """Points to be gained: `+3,00`."""
    return "+" + decimal(t, number)


def count(t: Words, number: int) -> str:
    """A whole number with its thousands apart: `1.101`, English `1,101`."""
    return f"{number:,}".replace(",", "," if t.lang == "en" else ".")


def short(t: Words, number: Fraction) -> str:
    """Points without needless decimals: `14`, `17,5`."""
    return decimal(t, number, 0 if number.denominator == 1 else 1 if (number * 10).denominator == 1 else 2)


def fraction(text: str) -> Fraction:
    """An exact decimal of a pack as a number."""
    return Fraction(text)


def total(texts: Iterable[str]) -> Fraction:
    """The sum of exact decimals of a pack."""
    return sum(map(Fraction, texts), Fraction(0))


def number(text: str) -> int | float:
    """An exact decimal of a pack for JSON."""
    exact = Fraction(text)
    return exact.numerator if exact.denominator == 1 else float(exact)


def rounded(number: Fraction | None) -> float | None:
    """A number for JSON, two decimals, half up."""
    return None if number is None else float(half_up(number))


def whole(given: str) -> int:
    """A whole number as people write it: `1101`, `1.101`, `1 101` (also with a blank that does not break).

    Raises:
        BadInput: anything else; `1,101` could be read in two ways.
    """
    if re.fullmatch(r"[0-9]{1,12}|[0-9]{1,3}(?:[. \u00a0\u202f][0-9]{3}){1,4}", given.strip()):
        return int(re.sub(r"[^0-9]", "", given))
    raise BadInput('"{given}" is not a whole number.', "Example: 1101.", given=given)


# --- dates -------------------------------------------------------------------------------------------------


def day(value: date | None) -> str:
    """A date as `02/12/2009`, empty when there is none."""
    return f"{value.day:02}/{value.month:02}/{value.year:04}" if value else ""


def short_day(value: date) -> str:
    """A date as `02/12`."""
    return f"{value.day:02}/{value.month:02}"


def parse_day(typed: str) -> date:
    """A date as people write it: `2009-12-02`, `2/12/2009`, `02-12-2009`, `02.12.2009`, `02122009`.

    Raises:
        BadInput: no such date; the input is quoted and a right one shown.
    """
    text = typed.strip()
    parts = text.replace("-", "/").replace(".", "/").split("/")
    if len(parts) == 1 and len(text) == 8:
        parts = [text[:2], text[2:4], text[4:]]
    if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
        year, month, of_month = parts if len(parts[0]) == 4 else reversed(parts)
        if len(year) == 4:
            try:
                return date(int(year), int(month), int(of_month))
            except ValueError:
                pass  # told below, with all other wrong dates
    raise BadInput('No such date: "{given}".', "Example: 28/02/2009.", given=typed)


def local(at: str, offset: str) -> datetime:
    """A moment of the journal at a home's offset such as `+07:00`; of a text that is none, the first of all."""
    try:
        there = datetime.fromisoformat(at)
    except ValueError:
        there = datetime.min
    return at_offset(there.replace(tzinfo=UTC), offset)


def moment(at: str, offset: str) -> str:
    """A moment as `02/12/2009 10:41`."""
    there = local(at, offset)
    return f"{day(there.date())} {there:%H:%M}"


def clock(at: str, offset: str) -> str:
    """The time of a moment, `10:41:58`."""
    return f"{local(at, offset):%H:%M:%S}"
