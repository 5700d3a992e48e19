"""What stands for a person's e-mail address, telephone number or name once a file is read."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

_BYTES = 16


def pseudonym(text: str, secret: bytes) -> str:
    """A text that stands for another one and tells nothing about it without the secret.

    HMAC-SHA256 of the NFKC, case-folded text, cut to 128 bits: "c_" and 32 hexadecimal digits. The same text has the
    same pseudonym under one secret. A plain hash would not do: all addresses and numbers can be tried.
    """
    said = unicodedata.normalize("NFKC", text).strip().casefold().encode("utf-8", errors="surrogatepass")
    return "c_" + hmac.new(secret, said, hashlib.sha256).digest()[:_BYTES].hex()
