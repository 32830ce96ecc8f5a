"""The score a second time, from plain data, and held against `scoring.score` in generated cases.

The second implementation shares no code with the first: it reads packs and assessments as JSON has them, counts dates
in its own way, and follows the sentences of the contract one by one. Where the two differ, one of them is wrong.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import msgspec
from cases import cases
from hypothesis import given, settings

from checklist import model as m
from checklist.scoring import score

Data = dict[str, Any]


def plain(thing: msgspec.Struct) -> Data:
    """As JSON has it: dates are texts, what says nothing is left out."""
    read: Data = msgspec.json.decode(msgspec.json.encode(thing))
    return read


def applies(item: Data, unit: Data) -> bool:
    kinds, has = item["applies"]["kind"], item["applies"]["has"]
    return (kinds == [] or unit["kind"] in kinds) and all(each in unit.get("has", []) for each in has)


def said_in(layer: str, id: str, a: Data) -> Data | None:
    """What is answered; nothing where a verified answer judged another revision than the one that stands."""
    answer = a.get("answers", {}).get(layer, {}).get(id)
    if answer is None or answer.get("value") is None:
        return None
    if layer == "verified":
        own = a.get("answers", {}).get("self", {}).get(id)
        if answer["judged"] != (own["revision"] if own else 0):
            return None
    value: Data = answer["value"]
    return value


def share(item: Data, value: Data) -> Fraction:
    """The credit of an answer, and by which of its numbers."""
    kind = item["kind"]
    if kind == "check":
        return {"met": Fraction(1), "partial": Fraction(1, 2), "not_met": Fraction(0)}[value["verdict"]]
    if kind == "limit":
        return Fraction(int(value["count"] <= item["limit"]))
    if kind == "roster":
        return Fraction(len(value["parts"]), len(item["parts"]))
    assert kind == "quota"
    if item["restricted"]:
        return Fraction(value["percent"]) / 100
    return Fraction(min(value["reached"], value["assigned"]), value["assigned"])


def why_lost(item: Data, value: Data) -> str:
    if item["kind"] in ("quota", "limit"):
        return {"quota": "below_quota", "limit": "over_limit"}[item["kind"]]
    return "partial" if share(item, value) > 0 else "not_met"


def oldest_day(at: date, age: str) -> date:
    """The first day that is not too old: months are walked one by one, and each month's end is no end of the year."""
    amounts = dict.fromkeys("YMWD", 0)
    number = ""
    for sign in age[1:]:
        if sign.isdigit():
            number += sign
        else:
            amounts[sign], number = int(number), ""
    year, month = at.year, at.month
    for _ in range(12 * amounts["Y"] + amounts["M"]):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    day = at.day
    while not _is_day(year, month, day):
        day -= 1
    return date(year, month, day) - timedelta(days=7 * amounts["W"] + amounts["D"])


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def of_the_rule(entry: Data, rule: Data) -> bool:
    """Whether an entry is of a kind that the rule takes: a marked one serves a rule of any kind."""
    marked = entry["particulars"].get("marking", "none") != "none"
    return marked or rule["kinds"] == [] or entry["particulars"].get("kind") in rule["kinds"]


def was_seen(entry: Data, layer: str) -> bool:
    register = entry["particulars"]
    if register.get("marking", "none") != "none" and "checked_on" not in register:
        return False
    return layer == "self" or entry.get("seen", {}).get("mark") in ("seen", "on_site")


def day_of(entry: Data) -> date | None:
    register = entry["particulars"]
    text = register.get("date" if register.get("marking", "none") == "none" else "checked_on")
    return date.fromisoformat(text) if text else None


def too_old_or_expired(entry: Data, rule: Data, at: date) -> bool:
    expires, day = entry["particulars"].get("expires"), day_of(entry)
    if expires and date.fromisoformat(expires) < at:
        return True
    return bool(rule["max_age"] and day and day < oldest_day(at, rule["max_age"]))


def counts(entry: Data, rule: Data, layer: str, at: date) -> bool:
    day = day_of(entry)
    if not of_the_rule(entry, rule) or not was_seen(entry, layer) or too_old_or_expired(entry, rule, at):
        return False
    return day <= at if day is not None else rule["max_age"] is None


def missing_proof(item: Data, a: Data, layer: str, at: date) -> str | None:
    rule = item["evidence"]
    if rule is None:
        return None
    serving = [entry for entry in a.get("evidence", {}).values() if item["id"] in entry.get("items", [])]
    if sum(counts(entry, rule, layer, at) for entry in serving) >= rule["min"]:
        return None
    for entry in serving:
        day = day_of(entry)
        of_past = day is None or day <= at
        if of_the_rule(entry, rule) and was_seen(entry, layer) and of_past and too_old_or_expired(entry, rule, at):
            return "stale_evidence"
    return "no_evidence"


def second_score(pack: Data, a: Data, layer: str, at: date) -> Data:
    """The score of a layer at a date, as a plain object with exact fractions."""
    shown = [each for section in pack["sections"] for each in section["items"] if applies(each, a["unit"])]
    given = {each["id"]: said_in(layer, each["id"], a) for each in shown}
    out = [each for each in shown if (given[each["id"]] or {}).get("verdict") == "not_applicable"]
    total = claimed = proven = Fraction(0)
    gaps: list[tuple[str, str, Fraction]] = []
    open_critical = []
    for item in shown:
        if item in out or item["kind"] == "figure":
            continue
        worth, value = Fraction(item["points"]), given[item["id"]]
        total += worth
        credit = Fraction(0) if value is None else share(item, value)
        claimed += worth * credit
        if credit < 1:
            cause = "unanswered" if value is None else why_lost(item, value)
            gaps.append((item["id"], cause, worth * (1 - credit)))
        lack = missing_proof(item, a, layer, at)
        if lack and credit > 0:
            gaps.append((item["id"], lack, worth * credit))
        else:
            proven += worth * credit
        if item["critical"] and (credit < 1 or lack):
            open_critical.append(item["id"])
    score = 100 * proven / total if total else None
    band = None
    if score is not None:
        names = [each["id"] for each in pack["bands"]]
        band = [each["id"] for each in pack["bands"] if score >= Fraction(each["min"])][-1]
        if open_critical:
            band = min(band, pack["cap"], key=names.index)
    return {
        "answered": sum(value is not None for value in given.values()),
        "applicable": len(shown),
        "points": total,
        "earned": proven,
        "claimed": 100 * claimed / total if total else None,
        "evidenced": score,
        "band": band,
        "capped_by": open_critical,
        "na": (len(out), sum((Fraction(each["points"]) for each in out), Fraction(0))),
        "gaps": sorted(gaps),
    }


@settings(max_examples=400)
@given(cases())
def test_two_implementations_of_the_score_agree(case: tuple[m.Pack, m.Assessment, str, date]) -> None:
    pack, a, layer, at = case
    first = score(pack, a, layer, at)
    assert second_score(plain(pack), plain(a), layer, at) == {
        "answered": first.answered,
        "applicable": first.applicable,
        "points": first.points,
        "earned": first.earned,
        "claimed": first.claimed,
        "evidenced": first.evidenced,
        "band": first.band,
        "capped_by": list(first.capped_by),
        "na": (first.na_items, first.na_points),
        "gaps": sorted((gap.item, gap.cause, gap.points) for gap in first.gaps),
    }
