"""Who somebody is without a name: a secret in their link, and the public code that is made from it."""

from __future__ import annotations

import hashlib
import secrets
import uuid


def new_id() -> str:
    """Random id of a record; it says nothing about what it names."""
    return uuid.uuid4().hex


def new_token() -> str:
    """Secret that lets somebody come back as themselves: 128 random bits, fit for a link."""
    return secrets.token_urlsafe(16)


def author_of(token: str) -> str:
    """Public code of whoever holds a token. It can be shown and kept; the token cannot be found from it."""
    return f"p-{_digest('author', token)[:12]}"


def session_of(token: str) -> str:
    """Under what the drafts of a token are kept, so that who reads the file cannot come back as somebody else."""
    return _digest("drafts", token)


def _digest(purpose: str, token: str) -> str:
    return hashlib.sha256(f"ltv-compass:{purpose}:{token}".encode("utf-8", "surrogatepass")).hexdigest()
