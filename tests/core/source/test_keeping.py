"""What was kept is found again, and never trusted when it is damaged, foreign or too old."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from shouwen.source import keeping

KIND = keeping.Kind(".kept", most=3, room=1000)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "caches" / "kept"
    monkeypatch.setenv("SHOUWEN_CACHE", str(folder))
    return folder


def test_what_was_kept_is_found_again_until_a_byte_is_wrong(place: Path) -> None:
    assert keeping.kept(KIND, "a") is None
    keeping.keep(KIND, "a", b"form")
    assert keeping.kept(KIND, "a") == b"form"
    (file,) = place.iterdir()
    assert place.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600
    whole = file.read_bytes()
    for at in range(len(whole)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert keeping.kept(KIND, "a") is None, at
        file.write_bytes(whole[:at])
        assert keeping.kept(KIND, "a") is None, at
    file.write_bytes(whole + b" ")
    assert keeping.kept(KIND, "a") is None
    keeping.keep(KIND, "a", b"anew")
    assert keeping.kept(KIND, "a") == b"anew"


def test_a_file_under_anothers_name_is_no_use(place: Path) -> None:
    keeping.keep(KIND, "a", b"form")
    (place / "a.kept").rename(place / "b.kept")
    assert keeping.kept(KIND, "b") is None
    (place / "b.kept").rename(place / "a.other")
    assert keeping.kept(keeping.Kind(".other", 1, 1000), "a") is None


def test_the_oldest_go_first(place: Path) -> None:
    for number in range(5):
        keeping.keep(KIND, str(number), b"x")
        os.utime(place / f"{number}.kept", (number, number))
    keeping.keep(KIND, "5", b"x")
    assert sorted(file.name for file in place.iterdir()) == ["3.kept", "4.kept", "5.kept"]


def test_they_share_their_room(place: Path) -> None:
    keeping.keep(KIND, "small", b"x")
    os.utime(place / "small.kept", (1, 1))
    keeping.keep(KIND, "half", b"x" * 600)
    assert keeping.kept(KIND, "small") == b"x"
    os.utime(place / "half.kept", (2, 2))
    keeping.keep(KIND, "large", b"x" * 900)
    assert [file.name for file in place.iterdir()] == ["large.kept"]
    keeping.keep(KIND, "larger", b"x" * 1001)
    assert [file.name for file in place.iterdir()] == ["large.kept"]


def test_what_killed_processes_left_half_written_goes(place: Path) -> None:
    place.mkdir(parents=True)
    for number in range(30):
        (place / f"{number}.new").write_bytes(b"")
    keeping.keep(KIND, "a", b"x")
    assert len(list(place.glob("*.new"))) == 20
    assert keeping.kept(KIND, "a") == b"x"


def test_a_folder_that_cannot_be_made_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SHOUWEN_CACHE", str(tmp_path / "file" / "under"))
    keeping.keep(KIND, "a", b"x")
    assert keeping.kept(KIND, "a") is None
    monkeypatch.setenv("SHOUWEN_CACHE", "")
    keeping.keep(KIND, "a", b"x")
    assert keeping.kept(KIND, "a") is None


def test_names_differ_with_all_that_matters() -> None:
    rows: list[tuple[bytes | str, ...]] = [
        ("1", b"a", b"b"), ("2", b"a", b"b"), ("1", b"ab"), ("1", b"ab", b""), ("1", b"a", b"b", "")
    ]  # fmt: skip
    assert len({keeping.name_of(*row) for row in rows}) == len(rows)


def test_the_code_goes_by_another_name_once_it_differs(tmp_path: Path) -> None:
    def code(*distributions: str) -> str | None:
        keeping.code_of.cache_clear()
        return keeping.code_of((tmp_path,), distributions)

    assert code() is None  # nothing that can be read: nothing to go by
    (tmp_path / "a.py").write_text("x = 1\n")
    names = [code()]
    (tmp_path / "a.py").write_text("x = 2\n")
    names.append(code())
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    names += [code(), code("pydantic")]
    assert None not in names
    assert len(set(names)) == 4
    assert code() == names[2]
    assert code("no-such-distribution") is None


def test_where_it_lies() -> None:
    assert keeping.folder({"SHOUWEN_CACHE": "", "HOME": "/srv/a"}) is None
    assert keeping.folder({"SHOUWEN_CACHE": "/x", "HOME": "/srv/a"}) == Path("/x")
    assert keeping.folder({"XDG_CACHE_HOME": "/c", "HOME": "/srv/a"}) == Path("/c/shouwen")
    assert keeping.folder({"XDG_CACHE_HOME": "c", "HOME": "/srv/h"}) == Path(
        "/srv/h/.cache/shouwen"
    )
    assert keeping.folder({}) is None
