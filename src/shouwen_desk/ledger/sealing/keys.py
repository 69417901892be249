"""The key that signs blocks. It lies in the data directory, never in the database."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PRIVATE = "ledger.key"
PUBLIC = "ledger.pub"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Checks signatures of blocks; ``name`` is the first 16 hex digits of its SHA-256."""

    key: Ed25519PublicKey
    name: str

    def signed(self, block_hash: str, signature: str) -> bool:
        """Whether ``signature`` (hex) is this key's over the block hash (hex)."""
        try:
            self.key.verify(bytes.fromhex(signature), bytes.fromhex(block_hash))
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Signs blocks."""

    key: Ed25519PrivateKey
    public: PublicKey

    def sign(self, block_hash: str) -> str:
        """Ed25519 signature over the block hash, hex."""
        return self.key.sign(bytes.fromhex(block_hash)).hex()


def signing_key(data: Path) -> SigningKey:
    """The desk's key, made on first use (readable by its owner only)."""
    path = data / PRIVATE
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = Ed25519PrivateKey.generate()
        _write_new(path, fresh.private_bytes_raw().hex(), 0o600)
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    public = private.public_key()
    open_path = data / PUBLIC
    if not open_path.exists():
        _write_new(open_path, public.public_bytes_raw().hex(), 0o644)
    return SigningKey(private, _named(public))


def public_key(path: Path) -> PublicKey | None:
    """The public key in a file (hex), None where there is no file."""
    if not path.is_file():
        return None
    return _named(Ed25519PublicKey.from_public_bytes(bytes.fromhex(path.read_text().strip())))


def _named(public: Ed25519PublicKey) -> PublicKey:
    return PublicKey(public, hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16])


def _write_new(path: Path, text: str, mode: int) -> None:
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
