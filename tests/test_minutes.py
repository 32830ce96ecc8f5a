"""The inspection minutes: every number from the score, no secret, and as they are printed.

`UPDATE_GOLDENS=1 pytest tests/test_minutes.py` writes `tests/goldens/minutes.*.txt` anew; look at them first.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cases import AT, HEAD, INSPECTOR, TODAY, UNIT, bare, cases, item, pack_of, said
from hypothesis import given, settings
from strategies import Life
from test_findings import a_finding

from checklist import acts, findings
from checklist import model as m
from checklist.locale import Words
from checklist.register import LIGHT, MEDIUM, SERIOUS, Finding, Findings
from checklist.report import text
from checklist.text import cells
from checklist.view import minutes, numbers, score

GOLDENS = Path(__file__).parent / "goldens"


def named(vi: str, en: str) -> m.Text:
    return m.Text(vi, en)


def titled(id: str, vi: str, en: str, kind: str = m.CHECK, points: str = "10", **more: Any) -> m.Item:
    return msgspec.structs.replace(item(id, kind, points, **more), title=named(vi, en))


PACK = msgspec.structs.replace(
    pack_of(
        titled("CC-01", "Đội phòng cháy, chữa cháy cơ sở được kiện toàn", "The fire team is set up", points="20"),
        titled("CC-02", "Thực tập phương án chữa cháy trong năm", "The fire plan was rehearsed", points="20",
               critical=True, evidence=m.Rule(max_age="P12M")),
        titled("CC-03", "Ba hệ thống được bảo dưỡng", "Three systems are maintained", m.ROSTER, "15"),
        titled("QP-01", "Cán bộ được bồi dưỡng kiến thức quốc phòng - an ninh đủ chỉ tiêu",
               "Officials were trained to the full quota", m.QUOTA, "25"),
        titled("QP-02", "Hội thảo quốc tế đúng quy định", "International workshops as the rules require", points="20"),
        titled("QP-03", "Số buổi tuyên truyền", "Talks given", m.FIGURE, values=(bare("new"),)),
    ),
    title=named("Bộ tiêu chí thử", "Tried rules"),
)  # fmt: skip


def prepared() -> tuple[m.Assessment, Findings]:
    """A verified assessment with something of everything, and its findings."""
    life = Life(PACK, msgspec.structs.replace(UNIT, place=named("Hoàn Kiếm, Hà Nội", "Hoan Kiem, Hanoi")))
    plan = m.Particulars(marking="toi_mat", register_line="7/7341", checked_on=TODAY - timedelta(days=9))
    record = m.Particulars(number=said("03/BB-VP"), date=TODAY - timedelta(days=40), issuer=said("Văn phòng Bộ"))
    own = {
        "CC-01": m.Value(m.MET, reason=said("Đủ theo quyết định")),
        "CC-02": m.Value(m.MET),
        "CC-03": m.Value(parts=("alarm", "hoses", "pumps")),
        "QP-01": m.Value(assigned=12, reached=12),
        "QP-02": m.Value(m.NOT_APPLICABLE, ground="other", reason=said("Trong kỳ không tổ chức")),
        "QP-03": m.Value(values={"new": 4}),
    }
    life.do(HEAD, *(acts.Answer(id, m.SELF, value) for id, value in own.items()))
    life.do(HEAD, acts.AddEvidence(plan, ("CC-02",)), acts.AddEvidence(record, ("CC-02", "CC-03")))
    life.do(HEAD, acts.Submit())
    missing = m.Value(assigned=12, reached=10, reason=said("Thiếu 2 giấy chứng nhận"))
    life.do(INSPECTOR, acts.Answer("QP-01", m.VERIFIED, missing))
    half = m.Value(m.PARTIAL, reason=said("Nhà B chưa thực tập; kế hoạch chỉ nêu nhà A, biên bản cũng vậy"))
    life.do(INSPECTOR, acts.Answer("CC-02", m.VERIFIED, half, basis=m.ON_SITE))
    life.do(INSPECTOR, *(acts.Agree(id) for id in ("CC-01", "CC-03", "QP-02", "QP-03")))

    register = findings.blank(UNIT.id)
    for act in (
        a_finding(item="QP-01"),
        a_finding(item="CC-02", severity=SERIOUS, what=said("Chưa thực tập ở nhà B"), due=TODAY),
        a_finding(item="CC-01", severity=LIGHT, what=said("Danh sách đội chưa ký")),
    ):
        _, register = findings.apply(PACK, register, life.a, act, INSPECTOR, life.at, today=TODAY, salt="s")
    marked = msgspec.structs.replace(plan, checked_on=TODAY)
    close = acts.CloseFinding("F3", marked)
    _, register = findings.apply(PACK, register, life.a, close, INSPECTOR, life.at, today=TODAY, salt="s")
    old = Finding("F4", "CC-03", MEDIUM, said("Van họng nước kẹt"), said("Thay van"), said("Phòng Quản trị"),
                    TODAY - timedelta(days=60), "2008", "kt02", AT)  # fmt: skip
    register = msgspec.structs.replace(
        register, findings={**register.findings, "F4": old}, entries=6, head="0123456789abcdef" * 4
    )
    life.do(INSPECTOR, acts.Verify())
    life.do(HEAD, acts.Explain("QP-01", said("Hai cán bộ học lớp tháng 12, chưa được cấp giấy chứng nhận")))
    return life.a, register


def sources(a: m.Assessment, register: Findings, pack: m.Pack = PACK, **more: Any) -> minutes.Sources:
    return minutes.Sources(
        pack,
        a,
        register,
        at=TODAY,
        day=TODAY + timedelta(days=1),
        printed="03/12/2009 08:15",
        offset="+07:00",
        **more,
    )


def printed(lang: str, **more: Any) -> list[str]:
    a, register = prepared()
    return text.lines(minutes.blocks(Words(lang), sources(a, register, submitted=TODAY, **more)))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_minutes_are_printed_as_they_were_looked_at(lang: str) -> None:
    golden = GOLDENS / f"minutes.{lang}.txt"
    lines = "\n".join(printed(lang)) + "\n"
    if os.environ.get("UPDATE_GOLDENS"):
        golden.write_text(lines, "utf-8")
    assert lines == golden.read_text("utf-8")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_marked_document_is_named_by_the_day_it_was_seen_and_nothing_else(lang: str) -> None:
    whole = "\n".join(printed(lang))
    assert "7341" not in whole, "its line in the paper register"
    assert not re.search(r"tối mật|\bsecret\b", whole, re.IGNORECASE), "which marking it bears"
    said_of_it = {"vi": "MẬT, đã xem 23/11/2009", "en": "MARKED, seen 23/11/2009"}[lang]
    assert whole.count(said_of_it) == 1


def test_the_numbers_are_those_of_the_score() -> None:
    a, _ = prepared()
    lines, t = printed("vi"), Words("vi")
    own, verified = score.scores(PACK, a, TODAY)
    assert verified is not None
    shown = [line.split() for line in lines if line.strip().startswith("Điểm có minh chứng")]
    assert shown == [
        ["Điểm", "có", "minh", "chứng", *(numbers.percent(t, each.evidenced, PACK) for each in (own, verified))]
    ]
    assert any("thẩm định" in line for line in lines if "tính theo lớp" in line)


def test_the_layer_of_the_result_is_named_and_a_layer_without_answers_has_no_figures() -> None:
    a, register = prepared()
    draft = msgspec.structs.replace(a, state=m.SUBMITTED, answers={m.SELF: a.answers[m.SELF]})
    lines = text.lines(minutes.blocks(Words("vi"), sources(draft, register)))
    assert "   Kết quả tính theo lớp: tự chấm." in lines
    assert any(line.split() == ["Xếp", "loại", "excellent", "–"] for line in lines)
    assert any("Tiêu chí chưa có kết quả thẩm định" in line for line in lines)
    assert "   6: CC-01, CC-02, CC-03, QP-01, QP-02, QP-03." in lines


def test_the_heads_of_both_journals_are_printed_to_the_sixteenth_digit() -> None:
    a, register = prepared()
    lines = printed("vi")
    assert f"Nhật ký hồ sơ: {a.head[:16]} ({a.entries} lần ghi)" in lines
    assert f"Nhật ký tồn tại: {register.head[:16]} ({register.entries} lần ghi)" in lines
    empty = text.lines(minutes.blocks(Words("vi"), sources(a, findings.blank(UNIT.id))))
    assert "Nhật ký tồn tại: chưa có" in empty


def test_findings_of_this_period_come_first_then_what_is_open_of_others() -> None:
    lines = [line for line in printed("vi") if line[:1] == "F"]
    assert [line.split(".")[0] for line in lines] == ["F1", "F2", "F3", "F4"]
    assert "mở" in lines[0] and "quá hạn" in lines[1] and "đã khắc phục 02/12/2009" in lines[2]
    assert "quá hạn" in lines[3], "the day after its due date"
    assert "Còn chưa khắc phục từ kỳ khác:" in printed("vi")


def test_samples_and_the_classification_line_are_printed() -> None:
    lines = printed("vi", sample=True, classification="LƯU HÀNH NỘI BỘ")
    assert lines[1].strip() == "LƯU HÀNH NỘI BỘ"
    assert any(line.strip() == "Dữ liệu mẫu." for line in lines)


@settings(max_examples=25)
@given(cases())
def test_no_line_is_wider_than_the_paper_whatever_stands_in_it(case: tuple[m.Pack, m.Assessment, str, Any]) -> None:
    pack, a, _, at = case
    for lang in ("vi", "en"):
        source = msgspec.structs.replace(sources(a, findings.blank(UNIT.id), pack), at=at)
        for line in text.lines(minutes.blocks(Words(lang), source)):
            assert cells(line) <= text.WIDTH and line == line.rstrip()


def test_long_words_and_titles_are_broken_not_cut() -> None:
    a, register = prepared()
    long = "Thửnghiệm" * 40
    register = msgspec.structs.replace(
        register, findings={"F1": msgspec.structs.replace(register.findings["F1"], what=said(long))}
    )
    lines = text.lines(minutes.blocks(Words("vi"), sources(a, register)))
    assert all(cells(line) <= text.WIDTH for line in lines)
    assert long in "".join(line.strip() for line in lines).replace("Tồn tại:", "")
