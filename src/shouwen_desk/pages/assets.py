"""Where the built scripts and styles lie.

``frontend/`` is built by Vite into ``static_built``; its manifest says which hashed file an entry
became, which styles belong to it and what it imports. Without a build the pages still work: they
come without styles, and ``make build`` is named in the log.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER = Path(__file__).resolve().parent.parent / "static_built"
log = logging.getLogger("shouwen.pages")


@dataclass(frozen=True, slots=True)
class Entry:
    """Addresses of one page family: its script, and the styles in the order they must load."""

    script: str
    styles: tuple[str, ...]
    imports: tuple[str, ...]


@lru_cache(maxsize=1)
def manifest() -> Mapping[str, Any]:
    """The manifest of the build, read once; empty where nothing was built."""
    path = FOLDER / "manifest.json"
    if not path.is_file():
        log.warning("The screens are not built; run `make build`.")
        return {}
    return dict(json.loads(path.read_text(encoding="utf-8")))


def address(file: str) -> str:
    """The address of a built file."""
    return f"{settings.STATIC_URL}{file}"


@lru_cache
def entry(name: str) -> Entry | None:
    """What the page family ``name`` (``workbench``) loads; None where nothing was built."""
    found = manifest().get(f"src/{name}.ts")
    if found is None:
        return None
    chunks = list(_with_imports(f"src/{name}.ts", set()))
    styles = [file for chunk in chunks for file in manifest()[chunk].get("css", ())]
    scripts = [address(manifest()[chunk]["file"]) for chunk in chunks[:-1]]
    return Entry(
        script=address(found["file"]),
        styles=tuple(address(file) for file in dict.fromkeys(styles)),
        imports=tuple(scripts),
    )


@lru_cache(maxsize=1)
def icons() -> str:
    """Address of the drawing that holds all marks and icons."""
    found = manifest().get("src/icons.svg")
    return address(found["file"]) if found else ""


def _with_imports(chunk: str, seen: set[str]) -> Iterator[str]:
    """A chunk after everything it imports, each once."""
    if chunk in seen:
        return
    seen.add(chunk)
    for name in manifest()[chunk].get("imports", ()):
        yield from _with_imports(name, seen)
    yield chunk
