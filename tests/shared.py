"""Reference data that lies beside the repository and is not part of it.

The vectors, dialogues and gold sets by which the product is measured stay where they are (`../shared/data`
from the root of the repository, or the folder that SHOUWEN_SHARED names). A test that needs them asks
here and is left out, loudly, where there are none.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SHOUWEN_SHARED", ROOT.parent / "shared"))
LEFT_OUT = "no reference data"
NO_SPARK = "no pyspark or no Java"


def shared_data(relative: str) -> Path:
    """Return `data/<relative>` of the reference data, or leave the calling test out."""
    path = SHARED / "data" / relative
    if not path.exists():
        pytest.skip(
            f"{LEFT_OUT}: {path} is not there; set SHOUWEN_SHARED to the folder that holds data/"
        )
    return path
