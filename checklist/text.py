"""Vietnamese text: cleaned, folded for search, sorted, measured in cells, and searched for marks of secrecy.

Pure functions over `str`. What comes from a person passes `clean` (`typed` while it is edited) on its way in;
what measures or cuts expects cleaned text; `secret_mark` wants the text as it came.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

_REMOVED = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1, without the tab and the line breaks
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi controls
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f"  # invisible
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\ud800-\udfff\ufdd0-\ufdef"  # lone surrogates, noncharacters
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
)
_UNSEEN = re.compile(f"[{_REMOVED}]+")
_BREAK = re.compile("\r\n|[\n\v\f\r\x85\u2028\u2029]")
_BYTE = re.compile("[\udc80-\udcff]")  # how Python holds a byte of a name or an argument that is no UTF-8
_BLANK = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]")
# One cell each and no marks: nearly every text here, measured without a loop.
_MARKLESS = re.compile("[\n -\u02ff\u1e00-\u1eff\u2010-\u2027\u2190-\u2193\u2500]*")

_STACK = 2  # marks that may stay on one composed letter; Vietnamese needs none
_LONGEST_RUN = 30  # marks looked at on one letter (as UAX #15): composing longer runs takes quadratic time

_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_D_LOOKALIKES = str.maketrans("ðÐɖƉ", "đĐđĐ")
_BARE_D = str.maketrans("đĐ", "dD")

# A column for each tone (VNI, Telex), in the order of the dictionary, and each shape (bare, VNI, Telex).
_TONES = dict(zip("\u0300\u0309\u0303\u0301\u0323", zip("23415", "frxsj", strict=True), strict=True))
_SHAPES = dict(zip("ăâđêôơư", zip("aadeoou", "8696677", "wadeoww", strict=True), strict=True))
_VOWELS = frozenset("aăâeêioôơuưy")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANKS = {
    letter: chr(0x80 + rank) for rank, letter in enumerate(_ALPHABET)
}  # between ASCII and what else is left by `clean`
_TONE_RANKS = {tone: str(rank) for rank, tone in enumerate(("", *_TONES, "any other"))}

ASCII_TWINS = dict(zip("─›·…–→←↑↓", ("-", ">", "|", "...", "-", "->", "<-", "^", "v"), strict=True))
"""What stands for the program's own glyphs where only ASCII can be shown."""
_ONE_CELL_TWINS = ASCII_TWINS | {"…": "~", "→": ">", "←": "<"}

_PHRASES = ("Tuyệt mật", "Tối mật", "Tài liệu thu hồi", "Chỉ người có tên mới được bóc bì")  # in any case
_BARE_PHRASES = {"TUYET MAT": "Tuyệt mật", "TOI MAT": "Tối mật"}  # upper case only
_BARE_LETTERS = frozenset.intersection(*(frozenset(phrase.replace(" ", "")) for phrase in _BARE_PHRASES))
_LABELS = ("Độ mật", "Thời hạn bảo vệ")  # in any case, with a colon
_WHOLE_LINES = ("Mật", "Giải mật", "Độ mật", "Gia hạn thời hạn bảo vệ")  # upper case only
_STAMPS = {name.upper().replace(" ", ""): name for name in _WHOLE_LINES}
_ESCAPES = re.compile("(?:\x1b\\[|\x9b)[0-?]*+[ -/]*+[@-~]|\x1b\\][^\x07\x1b]*+(?:\x07|\x1b\\\\)")
SECRET_MARKS = tuple(dict.fromkeys((*_PHRASES, *_LABELS, *_WHOLE_LINES)))
"""The names `secret_mark` can give."""


# ---- cleaning


def clean(text: str, *, lines: bool = False) -> str:
    """The text as it is stored and shown: NFC, nothing invisible, nothing a terminal obeys.

    Tabs, other space characters and line breaks become blanks, runs of blanks one, none at the ends. With
    `lines` the breaks stay as `\\n`, at most one empty line in a row. Marks without a letter and all but two
    marks on a letter go. Cleaning twice changes nothing.
    """
    text = _capped(unicodedata.normalize("NFC", _seen(text, lines)), _STACK, orphans=False)
    text = re.sub(" {2,}", " ", text)
    if lines:
        text = re.sub("\n{3,}", "\n\n", re.sub(" ?\n ?", "\n", text))
    return text.strip(" \n")


def typed(text: str, *, lines: bool = False) -> str:
    """The text of a field while it is edited: as `clean`, but every blank stays where it is.

    A mark without a letter stays too: its letter may stand before the cursor; the whole field composes them.
    """
    return _capped(unicodedata.normalize("NFC", _seen(text, lines)), _STACK, orphans=True)


def printed(text: str, *, lines: bool = False) -> str:
    """The text as it may go to a terminal: as `typed`, and bytes of a name that are no UTF-8 as `\\xff`."""
    return typed(_BYTE.sub(lambda found: f"\\x{ord(found[0]) - 0xDC00:02x}", text), lines=lines)


def _seen(text: str, lines: bool) -> str:
    """The text without what cannot be seen, breaks and blanks evened, and few enough marks to compose."""
    text = _BREAK.sub("\n" if lines else " ", _UNSEEN.sub("", text))
    return _capped(_BLANK.sub(" ", text), _LONGEST_RUN, orphans=True)


def _capped(text: str, most: int, *, orphans: bool) -> str:
    """The text with at most so many marks in a row; `orphans` lets marks stand without a letter."""
    if _MARKLESS.fullmatch(text):
        return text
    kept = []
    room = most if orphans else 0
    for ch in text:
        if not _is_mark(ch):
            room = 0 if ch in " \n" and not orphans else most
            kept.append(ch)
        elif room:
            room -= 1
            kept.append(ch)
    return "".join(kept)


def _is_mark(ch: str) -> bool:
    return unicodedata.combining(ch) != 0 or unicodedata.category(ch) in ("Mn", "Me")


# ---- searching


def within(thing: object) -> Iterator[str]:
    """Every text in plain data such as a form's fields, however deep, names included."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, Mapping):
        for pair in thing.items():
            yield from within(pair)
    elif isinstance(thing, list | tuple | set | frozenset):
        for each in thing:
            yield from within(each)


def fold(text: str) -> str:
    """The text as search compares it: small letters without accents, `đ` as `d`, every dash as `-`."""
    text = unicodedata.normalize("NFD", _caseless(text).translate(_D_LOOKALIKES).translate(_BARE_D))
    return unicodedata.normalize("NFC", "".join(ch for ch in text if not _is_mark(ch)))


def matches(query: str, text: str) -> int:
    """How well a text answers a query: 0 not at all, 1 without regard to accents, 2 as written, 3 as whole words.

    1 wants every word of the query somewhere in the text, 2 the whole query with its accents, case aside, 3 with no
    letter or digit right before or behind it. A query without a word gives 1.
    """
    words = fold(query).split()
    folded = fold(text)
    if not all(word in folded for word in words):
        return 0
    wanted, there = _caseless(query), _caseless(text)
    if not words or wanted not in there:
        return 1
    return 3 if re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", there) else 2


def query_variants(query: str) -> tuple[str, ...]:
    """The query, then the VNI keys and the Telex keys that may be behind its letters.

    An input method left on turns the code `a2` into `à`, which is then looked for as `à`, `a2` and `af`.
    All in small letters, nothing twice.
    """
    query = unicodedata.normalize("NFC", clean(query).lower())
    keys = [_keys(ch) for ch in query]
    return tuple(dict.fromkeys((query, "".join(vni for vni, _ in keys), "".join(telex for _, telex in keys))))


def vni_digit(ch: str) -> str | None:
    """The digit that made this letter under VNI (the last typed), or None for a letter as on its key."""
    letter = unicodedata.normalize("NFC", ch)
    last = _keys(letter.lower())[0][-1:] if len(letter) == 1 else ""
    return last if last != letter and last.isdigit() else None


@lru_cache(1024)
def _split(ch: str) -> tuple[str, str]:
    """A small letter without its tone, and the tone's mark or "": `ậ` is `â` and U+0323."""
    if ch.isascii():
        return ch, ""
    marks = unicodedata.normalize("NFD", ch)
    tone = next((mark for mark in marks if mark in _TONES), "")
    letter = unicodedata.normalize("NFC", marks.replace(tone, "", 1))
    return (letter, tone) if letter in _VOWELS else (ch, "")


def _keys(ch: str) -> tuple[str, str]:
    """The keys that give a small letter under VNI and under Telex."""
    letter, tone = _split(ch)
    bare, vni, telex = _SHAPES.get(letter, (letter, "", ""))
    tone_vni, tone_telex = _TONES.get(tone, ("", ""))
    return bare + vni + tone_vni, bare + telex + tone_telex


def _caseless(text: str) -> str:
    """The cleaned text with case and kinds of dash evened, accents kept."""
    folded = unicodedata.normalize("NFD", clean(text)).casefold()
    return unicodedata.normalize("NFC", folded.translate(_HYPHENS))


# ---- sorting


def sort_key(text: str) -> tuple[str, str, str, str]:
    """The key of Vietnamese order: all letters, then all tones, then small before capital, then the text.

    Blanks (and dashes, which count as blanks) come first, then signs, digits, letters, foreign letters.
    """
    text = clean(text)
    letters, tones, cases = [], [], []
    for ch in clean(text.translate(_HYPHENS).replace("-", " ")).translate(_D_LOOKALIKES):
        low = ch.lower()
        letter, tone = _split(low)
        bare = unicodedata.normalize("NFD", letter)[:1]
        if letter in _RANKS or bare not in _RANKS:
            letters.append(_RANKS.get(letter, letter))
            tones.append(_TONE_RANKS[tone])
        else:
            letters.append(_RANKS[bare])
            tones.append(_TONE_RANKS["any other"])
        cases.append("0" if ch == low else "1")
    return "".join(letters), "".join(tones), "".join(cases), text


# ---- cells of the terminal


def cells(text: str) -> int:
    """The width of a cleaned text in terminal cells: marks take none, wide East Asian characters two."""
    return len(text) if _MARKLESS.fullmatch(text) else sum(map(_width, text))


def cut(text: str, width: int) -> str:
    """The text in at most so many cells, ended by `…` where something was cut off."""
    return _shortened(text, width, 0)


def cut_middle(text: str, width: int) -> str:
    """The text in at most so many cells, with `…` for what was cut out of its middle."""
    return _shortened(text, width, (width - 1) // 2)


def pad(text: str, width: int, right: bool = False) -> str:
    """The text cut or filled with blanks to exactly so many cells; `right` puts the blanks before it."""
    text = cut(text, width)
    blanks = " " * (width - cells(text))
    return blanks + text if right else text + blanks


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most so many cells (but one letter), broken at blanks, long words within.

    Each `\\n` starts a new line; runs of blanks become one. A text of nothing is one empty line.
    """
    wrapped = []
    for paragraph in text.split("\n"):
        line = ""
        for word in filter(None, paragraph.split(" ")):
            if line and cells(line) + 1 + cells(word) <= width:
                line += " " + word
                continue
            if line:
                wrapped.append(line)
            *full, line = _pieces(word, width)
            wrapped += full
        wrapped.append(line)
    return wrapped


def to_ascii(text: str, width_kept: bool = False) -> str:
    """The text in ASCII: letters without accents, the program's glyphs as their twins, `?` for all else.

    With `width_kept` each character keeps its number of cells, so that a screen stays aligned: `…` is `~`.
    """
    if text.isascii():
        return text
    twins = _ONE_CELL_TWINS if width_kept else ASCII_TWINS
    shown = []
    for ch in unicodedata.normalize("NFC", text).translate(_D_LOOKALIKES).translate(_BARE_D):
        bare = unicodedata.normalize("NFD", ch)[0]
        if ch.isascii() or ch in twins:
            shown.append(twins.get(ch, ch))
        elif bare.isascii() and bare.isalpha():
            shown.append(bare)
        else:
            shown.append("?" * (_width(ch) if width_kept else min(_width(ch), 1)))
    return "".join(shown)


@lru_cache(1024)
def _width(ch: str) -> int:
    if _is_mark(ch):
        return 0
    return 2 if unicodedata.east_asian_width(ch) in "WF" else 1


def _clusters(text: str) -> list[str]:
    """The text in letters, each with its marks."""
    clusters: list[str] = []
    for ch in text:
        if clusters and _is_mark(ch):
            clusters[-1] += ch
        else:
            clusters.append(ch)
    return clusters


def _shortened(text: str, width: int, tail: int) -> str:
    """The text in at most so many cells, `…` for what was cut before the last `tail` cells."""
    if cells(text) <= width:
        return text
    if width < 1:
        return ""
    clusters = _clusters(text)
    return "".join((*_fitting(clusters, width - 1 - tail), "…", *reversed(_fitting(clusters[::-1], tail))))


def _fitting(clusters: list[str], width: int) -> list[str]:
    """As many of the first letters as fit."""
    for count, cluster in enumerate(clusters):
        width -= cells(cluster)
        if width < 0:
            return clusters[:count]
    return clusters


def _pieces(word: str, width: int) -> list[str]:
    """A word in pieces that fit; a letter wider than the width is a piece of its own."""
    pieces, room = [""], width
    for cluster in _clusters(word):
        wide = cells(cluster)
        if wide > room and pieces[-1]:
            pieces.append("")
            room = width
        pieces[-1] += cluster
        room -= wide
    return pieces


# ---- marks of secrecy


def secret_mark(text: str) -> str | None:
    """The name of a state secret's mark in a text as it came, one of `SECRET_MARKS`, or None.

    Looks through invisible characters, escape sequences, spaced letters and split accents. Some marks are
    known by standing alone on a line, so give the text before it is cleaned. Takes linear time.
    """
    if text.isascii() and not set(text) >= _BARE_LETTERS:
        return None  # nearly every argument of a command: the patterns need not be compiled for it
    for view in dict.fromkeys((text, _ESCAPES.sub("", text))):
        composed = unicodedata.normalize("NFC", _seen(view, lines=True)).translate(_D_LOOKALIKES)
        read = _capped(composed, 0, orphans=False)
        small = read.lower()
        letters, small_letters = set(read), set(small)
        for name, anycase, needed, pattern in _patterns():
            if needed <= (small_letters if anycase else letters) and pattern.search(small if anycase else read):
                return name
        if any(letters.issuperset(stamp) for stamp in _STAMPS):
            for line in read.split("\n"):
                if stamp := _STAMPS.get(re.sub(r"[\W_]+", "", line)):
                    return stamp
    return None


@cache
def _patterns() -> tuple[tuple[str, bool, frozenset[str], re.Pattern[str]], ...]:
    """Of each mark found anywhere in a text: its name, whether case is to be ignored, its letters, its pattern.

    A text that lacks one of the letters need not be searched, and most do.
    """
    found = [(name, True, name.lower(), "") for name in _PHRASES]
    found += [(name, False, phrase, "") for phrase, name in _BARE_PHRASES.items()]
    found += [(name, True, name.lower(), r"\s*+[:：∶]") for name in _LABELS]
    patterns = [(name, case, _letters(phrase), _spaced(phrase, after)) for name, case, phrase, after in found]
    return (*patterns, ("Mật", False, _letters("MẬT"), re.compile(r"[(\[{<]\s*+MẬT\s*+[)\]}>]")))


def _letters(phrase: str) -> frozenset[str]:
    return frozenset(phrase.replace(" ", ""))


def _spaced(phrase: str, after: str = "") -> re.Pattern[str]:
    """The pattern of a phrase as whole words, its letters parted by any blanks and dashes and a dot."""
    joint = r"[\s_*/\\|+~=·•‐-―−-]*+\.?+"
    return re.compile(rf"(?<![^\W\d_]){joint.join(phrase.replace(' ', ''))}(?![^\W\d_]){after}")
