"""What takes seconds to work out for compiled loops, kept as arrays from one run to the next."""

from __future__ import annotations

import io
import platform
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shouwen.source import keeping

LOOPS = keeping.Kind(".loops", most=60, room=128 * 1024 * 1024)

type Arrays = Mapping[str, NDArray[Any]]


def name_of(*parts: str) -> str | None:
    """Names what depends on these parts, on our code and on numpy and numba."""
    folder = Path(__file__).parent
    code = keeping.code_of(
        (folder, folder.parent, folder.parent / "likeness", folder.parents[1] / "source"),
        ("numpy", "numba"),
    )
    return None if code is None else keeping.name_of(code, platform.machine(), *parts)


def known(name: str | None, work_out: Callable[[], Arrays]) -> Arrays:
    """The arrays of that name, worked out where they were not kept."""
    data = None if name is None else keeping.kept(LOOPS, name)
    if data is not None:
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                return {each: file[each] for each in file.files}
        except (ValueError, OSError, zipfile.BadZipFile):  # of another version of numpy
            pass
    arrays = work_out()
    if name is not None:
        written = io.BytesIO()
        np.savez_compressed(written, **arrays)  # type: ignore[arg-type]
        keeping.keep(LOOPS, name, written.getvalue())
    return arrays
