"""Public keys: exactly one good key a line gets through; what could break out of a line, or is weak, never does."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist.errors import BadInput
from checklist.keys import CURVES, RSA_BITS, TYPES, fingerprint, parse

needs_keygen = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen, which is missing")


def field(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content


def number(value: int) -> bytes:
    return field(value.to_bytes(value.bit_length() // 8 + 1, "big"))


def line(kind: str, *fields: bytes, inside: str = "") -> str:
    return f"{kind} {base64.b64encode(field((inside or kind).encode()) + b''.join(fields)).decode()}"


def ecdsa(kind: str, *more: bytes, size: int | None = None, first: bytes = b"\x04") -> str:
    curve = kind.removesuffix("@openssh.com").rpartition("-")[2].encode()
    return line(kind, field(curve), field(first + bytes(2 * (size or CURVES[kind]))), *more)


def rsa(bits: int, exponent: int = 65537) -> str:
    return line("ssh-rsa", number(exponent), number((1 << (bits - 1)) | 1))


APPLICATION = field(b"ssh:")
ED = line("ssh-ed25519", field(bytes(range(32))))
GOOD = {
    "ssh-ed25519": ED,
    "ecdsa-sha2-nistp256": ecdsa("ecdsa-sha2-nistp256"),
    "ecdsa-sha2-nistp384": ecdsa("ecdsa-sha2-nistp384"),
    "ecdsa-sha2-nistp521": ecdsa("ecdsa-sha2-nistp521"),
    "sk-ecdsa-sha2-nistp256@openssh.com": ecdsa("sk-ecdsa-sha2-nistp256@openssh.com", APPLICATION),
    "sk-ssh-ed25519@openssh.com": line("sk-ssh-ed25519@openssh.com", field(bytes(32)), APPLICATION),
    "ssh-rsa": rsa(3072),
}


@pytest.mark.parametrize("kind", TYPES)
def test_a_key_of_every_taken_type_is_kept_without_its_comment(kind: str) -> None:
    assert parse(GOOD[kind]) == GOOD[kind]
    for comment in ("lan@máy trạm 7", 'a "quoted" \\ comment, command=x', "#"):
        assert parse(f"{GOOD[kind]} {comment}\r\n") == GOOD[kind]


WRONG = {
    "nothing": "",
    "blanks": "   \n",
    "no base64": "ssh-ed25519",
    "dss": line("ssh-dss", number(3), number(5)),
    "a certificate": line("ssh-ed25519-cert-v01@openssh.com", field(bytes(32))),
    "an unknown type": line("ssh-xyz", field(bytes(32))),
    "rsa of 2048 bits": rsa(2048),
    "rsa of 3071 bits": rsa(RSA_BITS[0] - 1),
    "rsa without end": rsa(RSA_BITS[1] + 1),
    "rsa with an even exponent": rsa(3072, 4),
    "rsa with exponent 1": rsa(3072, 1),
    "rsa with a negative modulus": line("ssh-rsa", number(65537), field(b"\xff" + bytes(383))),
    "rsa with zeros in front": line("ssh-rsa", number(65537), field(bytes(2) + b"\x80" + bytes(382) + b"\x01")),
    "another type inside": line("ssh-ed25519", field(bytes(32)), inside="ssh-rsa"),
    "a short ed25519": line("ssh-ed25519", field(bytes(31))),
    "a long ed25519": line("ssh-ed25519", field(bytes(33))),
    "bytes behind the key": line("ssh-ed25519", field(bytes(32)), b"\0"),
    "a field behind the key": line("ssh-ed25519", field(bytes(32)), field(b"x")),
    "a length past the end": line("ssh-ed25519", b"\xff\xff\xff\xff" + bytes(32)),
    "the wrong curve": line("ecdsa-sha2-nistp256", field(b"nistp384"), field(b"\x04" + bytes(64))),
    "a short point": ecdsa("ecdsa-sha2-nistp256", size=31),
    "a compressed point": ecdsa("ecdsa-sha2-nistp256", first=b"\x02"),
    "sk without application": line("sk-ssh-ed25519@openssh.com", field(bytes(32))),
    "sk with a control character": line("sk-ssh-ed25519@openssh.com", field(bytes(32)), field(b"ssh:\n")),
    "cut off": ED[:-4],
    "base64 without its end": GOOD["ecdsa-sha2-nistp256"].rstrip("="),
    "bits behind the end of base64": "ssh-ed25519 " + base64.b64encode(b"x").decode().replace("eA==", "eB=="),
    "letters that are no base64": f"{ED[:-3]}-_~",
    "options before the key": f'command="/bin/sh" {ED}',
    "an option alone": f"no-pty {ED}",
    "two keys in a line": f"{ED} {ED}",
    "two lines": f"{ED}\n{ED}\n",
    "a line under it": f"{ED} lan\ncommand=x\n",
    "a return in the comment": f"{ED} lan\rssh-ed25519 x",
    "an escape in the comment": f"{ED} \x1b]0;x\x07",
    "a tab": ED.replace(" ", "\t"),
    "a NUL": f"{ED}\0",
    "a comment line": f"# {ED}",
    "a line without end": f"{ED} {'x' * 9_000}",
    "the format of RFC 4716": "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n",
}


@pytest.mark.parametrize("case", WRONG)
def test_anything_else_is_refused(case: str) -> None:
    with pytest.raises(BadInput):
        parse(WRONG[case])


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----\n",
        "PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\nc2VjcmV0\n",
    ],
)
def test_a_private_key_is_refused_and_never_quoted(text: str) -> None:
    with pytest.raises(BadInput, match="private key") as refused:
        parse(text)
    assert "c2VjcmV0" not in str(refused.value)


@given(st.text(max_size=200) | st.text('abc "\\\n\r\t\0,=`$;', max_size=60).map(lambda text: f"{ED}{text}"))
def test_what_gets_through_is_two_words_that_no_quote_or_line_can_be_in(text: str) -> None:
    try:
        kept = parse(text)
    except BadInput:
        return
    assert kept == ED


@needs_keygen
@pytest.mark.parametrize("kind", [("ed25519",), ("ecdsa", "-b", "256"), ("ecdsa", "-b", "521"), ("rsa", "-b", "3072")])
def test_real_keys_are_taken_with_the_fingerprint_that_ssh_keygen_shows(kind: tuple[str, ...], tmp_path: Path) -> None:
    made = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", *kind, "-N", "", "-C", "lan", "-f", str(made)], check=True)
    public = made.with_suffix(".pub").read_text("utf-8")
    assert f"{parse(public)} lan\n" == public
    shown = subprocess.run(["ssh-keygen", "-lf", str(made)], check=True, capture_output=True, text=True).stdout
    assert fingerprint(parse(public)) == shown.split()[1]


@needs_keygen
def test_a_real_key_that_is_weak_is_refused(tmp_path: Path) -> None:
    made = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", str(made)], check=True)
    with pytest.raises(BadInput, match="2048 bits"):
        parse(made.with_suffix(".pub").read_text("utf-8"))
