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


def name(number: int) -> str:
    """A name as `name_of` gives it, that sorts by its number."""
    return f"{number:064x}"


A = name(10)


def names(place: Path) -> list[str]:
    """What lies in the folder; files of ours by their number."""
    return sorted(file.name.lstrip("0") for file in place.iterdir())


def test_what_was_kept_is_found_again_until_a_byte_is_wrong(place: Path) -> None:
    assert keeping.kept(KIND, A) is None
    keeping.keep(KIND, A, b"form")
    assert keeping.kept(KIND, A) == b"form"
    (file,) = place.iterdir()
    assert place.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600
    whole = file.read_bytes()
    for at in range(len(whole)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert keeping.kept(KIND, A) is None, at
        file.write_bytes(whole[:at])
        assert keeping.kept(KIND, A) is None, at
    file.write_bytes(whole + b" ")
    assert keeping.kept(KIND, A) is None
    keeping.keep(KIND, A, b"anew")
    assert keeping.kept(KIND, A) == b"anew"


def test_a_file_under_anothers_name_is_no_use(place: Path) -> None:
    keeping.keep(KIND, A, b"form")
    (place / f"{A}.kept").rename(place / f"{name(11)}.kept")
    assert keeping.kept(KIND, name(11)) is None
    (place / f"{name(11)}.kept").rename(place / f"{A}.other")
    assert keeping.kept(keeping.Kind(".other", 1, 1000), A) is None


def test_what_others_own_or_may_write_to_is_no_use(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping.keep(KIND, A, b"form")
    (file,) = place.iterdir()
    for mode, used in ((0o400, True), (0o644, True), (0o620, False), (0o602, False)):
        file.chmod(mode)
        assert (keeping.kept(KIND, A) == b"form") is used, oct(mode)
    file.chmod(0o600)
    me = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    assert keeping.kept(KIND, A) is None
    monkeypatch.delattr(os, "geteuid")  # a system without owners
    assert keeping.kept(KIND, A) == b"form"


def test_only_plain_files_are_read_and_none_that_is_too_large(place: Path, tmp_path: Path) -> None:
    keeping.keep(KIND, A, b"x" * 960)
    file = place / f"{A}.kept"
    assert keeping.kept(KIND, A) == b"x" * 960
    assert keeping.kept(keeping.Kind(".kept", most=3, room=959), A) is None
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert keeping.kept(KIND, A) is None
    file.unlink()
    file.symlink_to("/dev/zero")
    assert keeping.kept(KIND, A) is None
    file.unlink()
    os.mkfifo(file)
    assert keeping.kept(KIND, A) is None  # nobody writes to it: nothing is waited for
    keeping.keep(KIND, A, b"anew")  # takes its place
    assert keeping.kept(KIND, A) == b"anew"
    assert (tmp_path / "elsewhere").stat().st_size == 992
    file.unlink()
    file.mkdir()
    assert keeping.kept(KIND, A) is None
    keeping.keep(KIND, A, b"form")
    assert file.is_dir()


def test_the_oldest_go_first(place: Path) -> None:
    for number in range(1, 6):
        keeping.keep(KIND, name(number), b"x")
        os.utime(place / f"{name(number)}.kept", (number, number))
    keeping.keep(KIND, name(6), b"x")
    assert names(place) == ["4.kept", "5.kept", "6.kept"]


def test_they_share_their_room(place: Path) -> None:
    keeping.keep(KIND, name(1), b"x")
    os.utime(place / f"{name(1)}.kept", (1, 1))
    keeping.keep(KIND, name(2), b"x" * 600)
    assert keeping.kept(KIND, name(1)) == b"x"
    os.utime(place / f"{name(2)}.kept", (2, 2))
    keeping.keep(KIND, name(3), b"x" * 900)
    assert names(place) == ["3.kept"]
    keeping.keep(KIND, name(4), b"x" * 1001)
    assert names(place) == ["3.kept"]


def test_what_killed_processes_left_half_written_goes_and_nothing_else(place: Path) -> None:
    place.mkdir(parents=True)
    foreign = ["a.kept", "A" * 64 + ".kept", name(1) + ".kept2", "shouwen-notes.new", "x.new"]
    foreign += [f"important{number}.new" for number in range(25)]
    for each in foreign:
        (place / each).write_bytes(b"x" * 500)
    for number in range(30):
        (place / f"shouwen-{number:08}.new").write_bytes(b"")
    (place / f"{name(2)}.kept").symlink_to(place / "x.new")
    for number in range(3, 9):
        keeping.keep(KIND, name(number), b"x")
    assert len(list(place.glob("shouwen-0*.new"))) == 20
    assert {*foreign, f"{name(2)}.kept"} < {file.name for file in place.iterdir()}
    assert keeping.kept(KIND, name(8)) == b"x"


def test_a_folder_is_private_where_nobody_else_may_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "a"
    assert not keeping.private(folder)
    folder.mkdir()
    for mode, ours in ((0o700, True), (0o755, True), (0o775, False), (0o1777, False)):
        folder.chmod(mode)
        assert keeping.private(folder) is ours, oct(mode)
    folder.chmod(0o700)
    (tmp_path / "link").symlink_to(folder)
    assert not keeping.private(tmp_path / "link")
    me = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    assert not keeping.private(folder)


def test_a_folder_that_cannot_be_made_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SHOUWEN_CACHE", str(tmp_path / "file" / "under"))
    keeping.keep(KIND, A, b"x")
    assert keeping.kept(KIND, A) is None
    monkeypatch.setenv("SHOUWEN_CACHE", "")
    keeping.keep(KIND, A, b"x")
    assert keeping.kept(KIND, A) is None


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
    found = [code()]
    (tmp_path / "a.py").write_text("x = 2\n")
    found.append(code())
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    found += [code(), code("pydantic")]
    assert None not in found
    assert len(set(found)) == 4
    assert code() == found[2]
    assert code("no-such-distribution") is None


def test_where_it_lies() -> None:
    assert keeping.folder({"SHOUWEN_CACHE": "", "HOME": "/srv/a"}) is None
    assert keeping.folder({"SHOUWEN_CACHE": "/x", "HOME": "/srv/a"}) == Path("/x")
    assert keeping.folder({"XDG_CACHE_HOME": "/c", "HOME": "/srv/a"}) == Path("/c/shouwen")
    assert keeping.folder({"XDG_CACHE_HOME": "c", "HOME": "/srv/h"}) == Path(
        "/srv/h/.cache/shouwen"
    )
    assert keeping.folder({}) is None
