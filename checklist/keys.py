"""Public keys of people, as OpenSSH writes them: one line is read strictly, and kept as type and base64 alone.

What is kept goes into a line of `authorized_keys`, so nothing gets through that is not exactly a key: no options, no
comment, no second line. A key that today's OpenSSH calls weak is refused.
"""

from __future__ import annotations

import binascii
import hashlib
import re

from checklist.errors import BadInput
from checklist.locale import mark

ED25519, RSA = "ssh-ed25519", "ssh-rsa"
SK_ED25519, SK_ECDSA = "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"
CURVES = {"ecdsa-sha2-nistp256": 32, "ecdsa-sha2-nistp384": 48, "ecdsa-sha2-nistp521": 66, SK_ECDSA: 32}
"""Types over a curve, and the bytes of one coordinate on it."""
TYPES = (ED25519, *CURVES, SK_ED25519, RSA)
"""The types of keys that are taken."""
RSA_BITS = (3072, 16384)
"""The least and most bits of an RSA key."""
LONGEST = 8_192
"""Characters of a line: twice what the longest RSA key needs."""

EXAMPLE = mark("One line such as `ssh-ed25519 AAAA...`, from the file that ends in .pub.")
NOT_FIT = "The key's content is not what its type {type} says."
SHORT_RSA = "An RSA key of {bits} bits is too weak, {least} are the least."

_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def parse(line: str) -> str:
    """The key of one line of a public key file: its type, a blank and its base64; the comment is left out.

    Raises:
        BadInput: anything but one such key, or a weak one. The line is never quoted: it may be a private key.
    """
    line = line.removesuffix("\n").removesuffix("\r")
    _refuse_other_files(line)
    kind, *rest = line.strip(" ").split(" ")
    fields = [kind, *(each for each in rest if each)]
    if kind not in TYPES:
        if any(each in TYPES for each in fields):
            raise BadInput("Options stand before the key.", "Leave them out: the program writes its own.")
        shown = kind if re.fullmatch(r"[a-z0-9@.-]{1,64}", kind) else "?"
        raise BadInput('"{given}" is no type of key that is taken.', EXAMPLE, given=shown)
    if len(fields) < 2 or any(each in TYPES for each in fields[1:]):
        raise BadInput("This is not one public key.", EXAMPLE)
    _judge(kind, _decoded(fields[1]))
    return f"{kind} {fields[1]}"


def _refuse_other_files(line: str) -> None:
    if "PRIVATE KEY" in line or line.startswith("PuTTY-User-Key-File"):
        raise BadInput("This is a private key: nothing was kept. Nobody but its owner should ever see it.", EXAMPLE)
    if "BEGIN SSH2 PUBLIC KEY" in line:
        raise BadInput("This is a key in another format.", "`ssh-keygen -i -f FILE` prints it as OpenSSH writes it.")
    if len([each for each in line.splitlines() if each.strip()]) > 1:
        raise BadInput("These are several lines; one public key was expected.", EXAMPLE)
    if len(line) > LONGEST or not line.isprintable():
        raise BadInput("The key is too long or holds control characters.", EXAMPLE)
    if not line.strip():
        raise BadInput("There is no key.", EXAMPLE)


def _decoded(given: str) -> bytes:
    """The bytes of a key, which have one spelling only."""
    try:
        raw = binascii.a2b_base64(given, strict_mode=True) if _BASE64.fullmatch(given) else b""
    except binascii.Error:
        raw = b""
    if not raw or binascii.b2a_base64(raw, newline=False).decode() != given:
        raise BadInput("The key is cut off or was altered: its base64 can't be read.", EXAMPLE)
    return raw


def _fields(kind: str, raw: bytes) -> list[bytes]:
    """The fields of a key: each a length in four bytes, then its content."""
    found = []
    while raw:
        length = int.from_bytes(raw[:4], "big")
        if len(raw) < 4 + length:
            raise BadInput(NOT_FIT, EXAMPLE, type=kind)
        found.append(raw[4 : 4 + length])
        raw = raw[4 + length :]
    return found


def _judge(kind: str, raw: bytes) -> None:
    """Hold the fields of a key against its type."""
    inner, *fields = _fields(kind, raw)
    hardware = fields.pop() if kind in (SK_ED25519, SK_ECDSA) and fields else b"ssh:"
    fits = inner == kind.encode() and re.fullmatch(rb"[!-~]{1,255}", hardware) is not None
    if kind in CURVES:
        size, name = CURVES[kind], kind.removesuffix("@openssh.com").rpartition("-")[2].encode()
        fits = fits and [name] == fields[:1] and [1 + 2 * size] == [len(each) for each in fields[1:]]
        fits = fits and fields[1][:1] == b"\x04"
    elif kind == RSA:
        fits = fits and len(fields) == 2 and all(map(_is_number, fields))
    else:
        fits = fits and [len(each) for each in fields] == [32]
    if not fits:
        raise BadInput(NOT_FIT, EXAMPLE, type=kind)
    if kind == RSA:
        _judge_rsa(*(int.from_bytes(each, "big") for each in fields))


def _is_number(raw: bytes) -> bool:
    """Whether it is a positive number in its only spelling: no sign, no zero in front but to keep the sign away."""
    return bool(raw.lstrip(b"\0")) and raw[0] < 0x80 and not (raw[0] == 0 and raw[1] < 0x80)


def _judge_rsa(exponent: int, modulus: int) -> None:
    least, most = RSA_BITS
    if modulus.bit_length() < least:
        raise BadInput(SHORT_RSA, "`ssh-keygen -t ed25519` makes a good key.", bits=modulus.bit_length(), least=least)
    if modulus.bit_length() > most or exponent < 3 or exponent % 2 == 0 or modulus % 2 == 0:
        raise BadInput(NOT_FIT, EXAMPLE, type=RSA)


def fingerprint(key: str) -> str:
    """The fingerprint of a kept key as `ssh-keygen -l` prints it."""
    raw = binascii.a2b_base64(key.partition(" ")[2])
    return "SHA256:" + binascii.b2a_base64(hashlib.sha256(raw).digest(), newline=False).decode().rstrip("=")
