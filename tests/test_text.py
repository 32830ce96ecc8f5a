"""What Vietnamese text goes through: cleaning, search, order, cells of the terminal, marks of secrecy."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checklist import text as module
from checklist.text import (
    ASCII_TWINS,
    SECRET_MARKS,
    cells,
    clean,
    cut,
    cut_middle,
    fold,
    matches,
    pad,
    query_variants,
    secret_mark,
    sort_key,
    to_ascii,
    typed,
    vni_digit,
    wrap,
)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def listed(texts: str) -> list[str]:
    return re.split(r" \| ", texts)


ATTACKS = {
    "escape sequence": ("a\x1b[2Jb", "a[2Jb"),
    "title set by OSC": ("a\x1b]0;x\x07b", "a]0;xb"),
    "C1 control sequence": ("a\x9b31mb", "a31mb"),
    "backspace and delete": ("a\x08\x7fb", "ab"),
    "null": ("a\x00b", "ab"),
    "bidi override": ("a\u202etxt.exe\u202c", "atxt.exe"),
    "bidi isolate": ("\u2066a\u2069\u061cb\u200e\u200f", "ab"),
    "zero-width joiner": ("a\u200db", "ab"),
    "zero-width space, word joiner, byte order mark": ("\ufeffa\u200b\u2060b", "ab"),
    "soft hyphen": ("bảo\u00ad vệ", "bảo vệ"),
    "hangul filler": ("a\u3164\u115f\uffa0b", "ab"),
    "variation selector": ("a\ufe0fb", "ab"),
    "hidden tag characters": ("a\U000e0041\U000e007fb", "ab"),
    "interlinear note": ("a\ufff9b\ufffac\ufffb", "abc"),
    "lone surrogate": ("a\ud83db", "ab"),
    "noncharacter": ("a\ufdd0\uffff\U0010fffeb", "ab"),
    "grapheme joiner between letter and tone": ("a\u034f\u0301", "á"),
    "zalgo": ("e" + "\u0334\u0335\u0336\u0337\u0338" * 9, "e\u0334\u0335"),
    "mark without a letter": ("\u0301a \u0301b", "a b"),
    "NFD": (nfd("Nguyễn Thị Ánh"), "Nguyễn Thị Ánh"),
    "letter and tone set apart (windows-1258)": ("ê\u0323", "ệ"),
    "no-break and wide blanks": ("a\u00a0\u2003\u3000b", "a b"),
    "blank-looking braille": ("\u2800a\u2800", "a"),
}

WILD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aăâdđeoơuưyMẬTtối ệÀ12-–·…→\t\n\r\v\x1b\x85\u00a0\u00ad\u2028\u200b\u202e\u3000"),
        st.sampled_from("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323\u0334\u0345\u20dd漢한\u1100\u1161\u11a8"),
    )
)
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\U000e0000-\U000e0fff\U0010fffe\U0010ffff]"
)
WIDTHS = st.integers(-2, 40)


@pytest.mark.parametrize(("raw", "cleaned"), ATTACKS.values(), ids=ATTACKS)
def test_nothing_invisible_or_obeyed_by_a_terminal_stays(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029", "\v", "\f"])
def test_a_line_break_becomes_a_blank_or_stays_as_one_newline(line_break: str) -> None:
    assert clean(f"một{line_break}hai") == "một hai"
    assert clean(f"một {line_break} hai", lines=True) == "một\nhai"
    assert typed(f"một{line_break}hai") == "một hai"
    assert typed(f"một{line_break}hai", lines=True) == "một\nhai"


def test_blanks_collapse_and_at_most_one_empty_line_stays() -> None:
    assert clean(" \t một \t hai\n") == "một hai"
    assert clean("\n\n một  \t hai \n\n \n\n ba \n", lines=True) == "một hai\n\nba"


def test_what_is_typed_keeps_its_blanks_and_loses_the_same_characters() -> None:
    assert typed("  Tổ  ") == "  Tổ  "
    assert typed("a\tb\u00a0c") == "a b c"
    assert typed("a\x1b[31m\u202e\u200bb") == "a[31mb"


def test_a_tone_that_arrives_alone_is_composed_with_the_letter_before_it() -> None:
    assert typed("\u0323") == "\u0323"
    assert typed("tô" + typed("\u0301")) == "tố"


def test_two_marks_beyond_what_composes_may_stay_on_a_letter() -> None:
    assert clean("x\u0301\u0302\u0303\u0304") == "x\u0301\u0302"
    assert clean(nfd("ậ") + "\u0304\u0308\u030a") == "ậ\u0304\u0308"


@given(WILD, st.booleans())
def test_cleaning_twice_changes_nothing(raw: str, lines: bool) -> None:
    once = clean(raw, lines=lines)
    assert clean(once, lines=lines) == once
    assert typed(once, lines=lines) == once
    assert typed(typed(raw)) == typed(raw)


@given(WILD, st.booleans())
def test_cleaned_text_is_composed_trimmed_and_free_of_forbidden_characters(raw: str, lines: bool) -> None:
    cleaned = clean(raw, lines=lines)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not FORBIDDEN.search(cleaned)
    assert not FORBIDDEN.search(typed(raw, lines=lines))
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert lines or "\n" not in cleaned


@given(st.text("aàảãáạăằâậbcdđeêệghiklmnoôốơợpqrstuưựvxyĐỨẨ0123456789.,:;/()%+-"))
def test_vietnamese_words_are_only_composed(word: str) -> None:
    assert clean(nfd(word)) == word


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Tự vệ", "tu ve"),
        (nfd("Đường Dương"), "duong duong"),
        ("ðÐɖƉđĐ", "dddddd"),
        ("A – B — C ‐ D ‑ E − F", "a - b - c - d - e - f"),
        ("94,5%\u00a0 PCCC\n", "94,5% pccc"),
        ("ẮẰẲẴẶ ẤẦẨẪẬ ỨỪỬỮỰ", "aaaaa aaaaa uuuuu"),
    ],
)
def test_folding_drops_accents_case_and_kinds_of_dash_and_blank(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(WILD)
@example("\u0345")
@example("ẞ İ ᾳ")
def test_folding_is_stable(raw: str) -> None:
    assert fold(clean(raw)) == fold(raw)
    assert fold(fold(raw)) == fold(raw)


HITS = {
    3: "tự vệ = Lực lượng TỰ VỆ | hoa = hoa màu | Dương = dương | A-25 = Kế hoạch A–25 | a2 = Kế hoạch A2, A25",
    2: "a2 = lực lượng A25 | vệ = tự vệt | ý = ngoài ýa",
    1: "tu ve = Lực lượng tự vệ | vệ tự = Lực lượng tự vệ | hoa = xã hội hoá | hoa = hòa giải"
    " | hòa = xã hội hoá | duong = Đường bộ | duong = Dương Thị Đào | đương = Đường | Dương = Đường"
    " |  = bất kỳ | \u200b  = bất kỳ",
    0: "tự vệ pccc = Lực lượng tự vệ | x = ",
}


@pytest.mark.parametrize(("pair", "hit"), [(pair, hit) for hit in HITS for pair in listed(HITS[hit])])
def test_a_query_hits_by_its_folded_words_and_better_as_written(pair: str, hit: int) -> None:
    query, text = pair.split(" = ")
    assert matches(query, text) == hit
    assert matches(nfd(query), text) == matches(query, nfd(text)) == hit


@given(WILD)
def test_a_text_with_words_is_found_by_itself_as_written(text: str) -> None:
    assert matches(text, text) == (3 if fold(text) else 1)


@pytest.mark.parametrize(
    "variants", listed("à a2 af | đ d9 dd | ấ a61 aas | ặ a85 awj | ợ o75 owj | tửễ tu73e64 tuwreex | c7")
)
def test_a_query_is_also_tried_as_the_keys_behind_its_letters(variants: str) -> None:
    query, *keys = variants.split()
    assert query_variants(query) == (query, *keys)
    assert query_variants(nfd(query).upper()) == (query, *keys)
    assert query_variants("") == ("",)


VNI = ["áéíóúýÁấứắ", "àèìòùỳỪ", "ảẻỉỏủỷẨ", "ãẽĩõũỹẵ", "ạẹịọụỵậợặ", "âêôÂ", "ơưƠ", "ăĂ", "đĐ"]


@pytest.mark.parametrize(("digit", "letters"), [*enumerate(VNI, 1), (None, "adouyz059 ñç漢")])
def test_a_changed_letter_stands_for_the_last_vni_digit(digit: int | None, letters: str) -> None:
    expected = {None if digit is None else str(digit)}
    assert {vni_digit(letter) for letter in letters} == expected
    assert {vni_digit(nfd(letter)) for letter in letters} == expected


def test_no_text_but_one_letter_stands_for_a_digit() -> None:
    assert vni_digit("") is None
    assert vni_digit("a2") is None


WORDS = listed(
    "An | Àn | Ản | Ãn | Án | Ạn | Ăn | Ân | chi | công | Cuc | cục | Cục | Da | Dạ | doanh | Dung"
    " | Đà Nẵng | Đạt | đơn vị | Em | Ê | On | Ổn | Ông | Ơn | U | Ủ | Ư"
)
UNITS = listed(
    "Báo Lao động và Xã hội | Cục An toàn lao động | Cục Bảo trợ xã hội | Cục Việc làm | Thanh tra Bộ"
    " | Tổng cục Dạy nghề | Trung tâm Tin học | Trường ĐH Lao động – Xã hội | Văn phòng Bộ"
    " | Viện Khoa học Lao động và Xã hội | Vụ Pháp chế"
)
PEOPLE = listed(
    "Nguyễn Thị An | Trần Thị An | Phạm Thị Ánh | Lê Văn Ân | Đỗ Văn Dũng | Nguyễn Trọng Đàm | Dương Thị Đào"
    " | Nguyễn Văn Đạt | Vũ Thị Oanh | Hoàng Văn Ơn | Lưu Hồng Sơn"
)


@pytest.mark.parametrize("ordered", [WORDS, UNITS], ids=["words", "units"])
def test_order_is_that_of_the_vietnamese_dictionary(ordered: list[str]) -> None:
    assert all(sort_key(a) < sort_key(b) for a, b in pairwise(ordered))
    assert [sort_key(nfd(word)) for word in ordered] == [sort_key(word) for word in ordered]


def test_people_sort_by_given_name_then_family_name_then_middle_name() -> None:
    def given_first(name: str) -> tuple[str, str, str, str]:
        family, *middle, given_name = name.split()
        return sort_key(" ".join([given_name, family, *middle]))

    assert all(given_first(a) < given_first(b) for a, b in pairwise(PEOPLE))


@pytest.mark.parametrize(
    "ordered",
    [
        ["an", "An", "án", "Án"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["Cục An", "Cục Bảo", "Cụcan"],
        ["", "#", "2", "a", "z", "漢"],
        ["toán a", "toàn b"],
        ["Ða", "Đb", "ðc"],
        ["nu", "Nu", "ñu", "nụa"],
    ],
    ids="<".join,
)
def test_letters_come_before_tones_and_tones_before_case(ordered: list[str]) -> None:
    assert all(sort_key(a) < sort_key(b) for a, b in pairwise(ordered))


def test_a_dash_sorts_as_a_blank() -> None:
    plain, dashed = sort_key("An ninh trật tự"), sort_key("An ninh - trật–tự")
    assert plain[:3] == dashed[:3]
    assert plain != dashed


@given(st.lists(WILD, max_size=8))
def test_sort_keys_are_one_total_order_of_cleaned_texts(texts: list[str]) -> None:
    ordered = sorted(texts, key=sort_key)
    assert all(sort_key(a) <= sort_key(b) for a, b in pairwise(ordered))
    assert all((sort_key(a) == sort_key(b)) == (clean(a) == clean(b)) for a, b in pairwise(ordered))


CELLS = {"": 0, "Nguyễn": 6, nfd("Nguyễn"): 6, "─›·…–→←↑↓": 9, "漢字": 4, "ＡＢ": 4, "한": 2, "x\u20dd": 1}


@pytest.mark.parametrize(("text", "width"), CELLS.items())
def test_every_vietnamese_letter_takes_one_cell_and_a_mark_none(text: str, width: int) -> None:
    assert cells(text) == width


def test_the_short_way_to_the_width_holds_for_each_character_that_takes_it() -> None:
    short = [ch for ch in map(chr, range(0x3000)) if module._MARKLESS.fullmatch(ch)]
    assert len(short) > 900
    assert [ch for ch in short if module._width(ch) != 1 or module._is_mark(ch)] == []


@pytest.mark.parametrize(
    ("text", "width", "end", "middle"),
    [
        ("Văn phòng Bộ", 12, "Văn phòng Bộ", "Văn phòng Bộ"),
        ("Văn phòng Bộ", 8, "Văn phò…", "Văn … Bộ"),
        ("Văn phòng Bộ", 2, "V…", "V…"),
        ("Văn phòng Bộ", 1, "…", "…"),
        ("Văn phòng Bộ", 0, "", ""),
        ("Văn phòng Bộ", -1, "", ""),
        ("漢字漢字", 4, "漢…", "漢…"),
        (nfd("ậậậậ"), 3, nfd("ậậ") + "…", nfd("ậ") + "…" + nfd("ậ")),
    ],
)
def test_a_cut_shows_where_it_is_and_splits_no_letter(text: str, width: int, end: str, middle: str) -> None:
    assert cut(text, width) == end
    assert cut_middle(text, width) == middle


def test_padding_fills_to_the_width_on_either_side() -> None:
    assert pad("Đạt", 5) == "Đạt  "
    assert pad("9", 3, right=True) == "  9"
    assert pad("Chưa đạt", 5) == "Chưa…"
    assert pad("漢字漢", 4) == "漢… "


@given(WILD, WIDTHS)
def test_no_cut_is_wider_than_its_width(raw: str, width: int) -> None:
    text = clean(raw)
    for short in (cut(text, width), cut_middle(text, width)):
        assert cells(short) <= max(width, 0)
        assert short == text or "…" in short or width < 1
        assert (short == text) == (cells(text) <= width) or not text


@given(WILD, WIDTHS, st.booleans())
def test_padded_text_has_exactly_its_width(raw: str, width: int, right: bool) -> None:
    assert cells(pad(clean(raw), width, right)) == max(width, 0)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("Phương án chữa cháy", 9, ["Phương án", "chữa cháy"]),
        ("Phương án chữa cháy", 80, ["Phương án chữa cháy"]),
        ("một\n\nhai", 5, ["một", "", "hai"]),
        ("số 1549/QĐ-LĐTBXH", 6, ["số", "1549/Q", "Đ-LĐTB", "XH"]),
        ("a 漢字", 2, ["a", "漢", "字"]),
        ("a bc", 3, ["a", "bc"]),
        ("ab", 0, ["a", "b"]),
    ],
)
def test_wrapping_breaks_at_blanks_and_within_words_too_long(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@given(WILD, st.integers(2, 20))
def test_wrapping_loses_nothing_but_blanks_and_keeps_to_the_width(raw: str, width: int) -> None:
    text = clean(raw, lines=True)
    lines = wrap(text, width)
    assert lines
    assert "".join(lines).replace(" ", "") == re.sub("[ \n]", "", text)
    assert all(cells(line) <= width for line in lines)


def test_each_glyph_of_the_program_has_its_twin() -> None:
    assert "".join(ASCII_TWINS) == "─›·…–→←↑↓"
    assert " ".join(map(to_ascii, ASCII_TWINS)) == "- > | ... - -> <- ^ v"
    assert " ".join(to_ascii(glyph, width_kept=True) for glyph in ASCII_TWINS) == "- > | ~ - > < ^ v"


def test_letters_lose_their_accents_and_all_else_becomes_a_question_mark() -> None:
    assert to_ascii("Đơn vị › Tự đánh giá\n") == "Don vi > Tu danh gia\n"
    assert to_ascii(nfd("Đỗ Ứng x\u0334")) == "Do Ung x"
    assert to_ascii("ðÐɖƉ") == "dDdD"
    assert to_ascii("≠ ☑ 漢") == "? ? ?"
    assert to_ascii("漢", width_kept=True) == "??"


@given(WILD)
def test_ascii_keeps_the_width_where_it_is_asked_to(raw: str) -> None:
    text = clean(raw)
    assert to_ascii(text).isascii()
    shown = to_ascii(text, width_kept=True)
    assert shown.isascii()
    assert len(shown) == cells(text)


MARKED = {
    "Tuyệt mật": "TUYỆT MẬT | văn bản tuyệt mật số 5 | T.U.Y.Ệ.T M.Ậ.T | TUYET MAT",
    "Tối mật": "Tối  mật | Tối\u00a0mật | Tối \t\r\n mật | TỐI-MẬT | TỐI_MẬT | TỐI.MẬT | (TỐI MẬT) | TỐI MẬT2"
    " | T Ố I  M Ậ T | TỐI\x1b[0m MẬT | \x1b[31mTỐI\x9b0m MẬT\x1b]0;x\x07 | TỐ\u0336I\u0338 M\u0335ẬT"
    " | \x1b]TỐI MẬT\x07 | buổi tối mật ong | số 12, TOI MAT, bản 1",
    "Mật": "MẬT | Kính gửi:\n  [ MẬT ]  \nNội dung | Số 5\u2028* M Ậ T *\u2028Nội dung | Kế hoạch (MẬT) 2009",
    "Giải mật": "GIẢI MẬT | Số 5\nGIẢI MẬT.",
    "Độ mật": "ĐỘ MẬT | Độ mật: A | ÐỘ MẬT : C",
    "Thời hạn bảo vệ": "Thời hạn bảo vệ: 10 năm",
    "Gia hạn thời hạn bảo vệ": "GIA HẠN THỜI HẠN BẢO VỆ",
    "Tài liệu thu hồi": "Tài liệu thu hồi | TÀI LIỆU  THU HỒI",
    "Chỉ người có tên mới được bóc bì": "chỉ người có tên mới được bóc bì | CHỈ NGƯỜI CÓ TÊN\nMỚI ĐƯỢC BÓC BÌ",
}
INNOCENT = listed(
    "bí mật nhà nước | BẢO VỆ BÍ MẬT NHÀ NƯỚC | mật độ | bảo mật | thân mật | mật khẩu | MẶT TRẬN | TỐI MẮT"
    " | tối mắt | Mật | mat | MAT | toi mat | Tuyet mat | TOI MATERIAL | tuyệt vời, giữ bí mật"
    " | tối mậtx | XTOI MAT | Họp buổi tối. Mật khẩu phải đổi. | buổi tối, mật độ xe giảm"
    " | xác định độ mật của văn bản | hết thời hạn bảo vệ | hồ sơ giải mật"
    " | Bản số: 3 | Sao lục | LƯU HÀNH NỘI BỘ | HỎA TỐC"
)


@pytest.mark.parametrize(("text", "mark"), [(text, mark) for mark in MARKED for text in listed(MARKED[mark])])
def test_a_mark_of_a_state_secret_is_named(text: str, mark: str) -> None:
    assert secret_mark(text) == mark
    assert secret_mark(nfd(text)) == mark


def test_every_name_of_a_mark_is_known_beforehand() -> None:
    assert set(SECRET_MARKS) == set(MARKED)


@pytest.mark.parametrize("text", ["", *INNOCENT])
def test_words_that_only_resemble_a_mark_are_let_through(text: str) -> None:
    assert secret_mark(text) is None
    assert secret_mark(nfd(text)) is None


HIDERS = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202e\u2066\u034f\ufe0f\x00\x1b\u115f\U000e0041"


@given(
    st.sampled_from(["TỐI MẬT", "Tuyệt mật", "TOI MAT", nfd("tối mật"), "MẬT", "Tài liệu thu hồi"]),
    st.lists(st.text(HIDERS, max_size=3), min_size=40, max_size=40),
)
def test_invisible_characters_hide_no_mark(mark: str, hiders: list[str]) -> None:
    hidden = "".join(hider + ch for hider, ch in zip(hiders, mark, strict=False))
    assert secret_mark(hidden) == secret_mark(mark)
    assert secret_mark(mark) is not None


@given(WILD)
def test_the_detector_answers_any_text_with_one_of_its_own_names(text: str) -> None:
    assert secret_mark(text) in {None, *SECRET_MARKS}


@given(WILD, WILD)
def test_no_text_around_it_hides_a_mark_on_its_own_line(before: str, after: str) -> None:
    assert secret_mark(f"{before}\nTỐI MẬT\n{after}") is not None


@pytest.mark.parametrize(
    "unit", listed("tối  | TỐI. | T | [ | độ mật. | chỉ người có  | \n |   | \x1b[ | \x1b] | \u0323\u0301")
)
def test_a_long_text_is_read_to_its_end(unit: str) -> None:
    long = unit * (200_000 // len(unit))
    assert secret_mark(long) is None
    assert secret_mark(f"a{long}\nTUYỆT MẬT") == "Tuyệt mật"
    assert clean(clean(long)) == clean(long)
