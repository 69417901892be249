"""Where handbooks lie, and which files a handbook folder has.

A folder reads like the manual it is: ``handbook.yaml``, ``clauses/NN-name.yaml`` in reading order,
``wording/acts.yaml``, ``wording/labels.yaml``, ``wording/learnt.yaml`` and ``calendars/NAME.yaml``
(DESIGN §4). ``lines/LABEL.txt`` are the sentences that labels are learnt from.
"""

import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from shouwen.handbook.control import CODE
from shouwen.source import Mistakes, Place, instead_of, reason

HEAD = "handbook.yaml"
WORDING_FILES = ("acts.yaml", "labels.yaml", "learnt.yaml")
FOLDERS = ("clauses", "wording", "calendars", "lines")


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of one handbook, in reading order. ``shown`` is what messages call the folder."""

    path: Path
    shown: str
    clauses: tuple[Path, ...]
    wording: tuple[Path, ...]
    calendars: tuple[Path, ...]
    lines: tuple[Path, ...] = ()

    @property
    def head(self) -> Path:
        """The file with document control and settings."""
        return self.path / HEAD

    def name(self, path: Path) -> str:
        """How messages name a file of this folder."""
        return f"{self.shown}/{path.relative_to(self.path).as_posix()}"

    def holds(self, place: Place) -> bool:
        """Whether a place is in one of its files, and not in what it takes over."""
        return place.file.startswith(f"{self.shown}/")


def shipped_folders() -> dict[str, Path]:
    """Code → folder of the handbooks that come with the program, sorted by code.

    In a checkout they are ``handbooks/``; in an installed wheel ``shouwen/shipped_handbooks/``.
    """
    for base in (Path(str(files("shouwen"))) / "shipped_handbooks", _checkout() / "handbooks"):
        if base.is_dir():
            return {path.name: path for path in sorted(base.iterdir()) if (path / HEAD).is_file()}
    return {}


def requirements_file() -> Path | None:
    """The table of requirements that ``covers`` names rows of (R001 …), or None where absent."""
    for path in (
        Path(str(files("shouwen"))) / "shipped_handbooks" / "requirements.tsv",
        _checkout() / "docs" / "requirements.tsv",
    ):
        if path.is_file():
            return path
    return None


def find_folder(
    code_or_dir: str | Path, mistakes: Mistakes, beside: Path | None = None
) -> Folder | None:
    """The folder of a shipped CODE or of a path; None and a mistake where there is none.

    ``beside``: a folder whose siblings are looked at first, for ``extends``.
    """
    text = str(code_or_dir)
    try:
        return _find(text, mistakes, beside)
    except OSError as error:
        mistakes.add(Place(text, 0, 0), f"读不了（{reason(error)}）", "请看一看路径和权限")
        return None


def _find(text: str, mistakes: Mistakes, beside: Path | None) -> Folder | None:
    if not text:
        mistakes.add(Place("“”", 0, 0), "没有写手册", "请写代号，或装着 handbook.yaml 的文件夹")
        return None
    shipped = shipped_folders()
    if beside is not None and (beside.parent / text / HEAD).is_file():
        return _list_files(beside.parent / text, mistakes)
    path = Path(text)
    is_code = bool(CODE.fullmatch(text))
    if is_code and text in shipped and not (path / HEAD).is_file():
        return _list_files(shipped[text], mistakes)
    if path.is_dir():
        return _list_files(path, mistakes)
    place = Place(text, 0, 0)  # there is no line to jump to
    if path.is_file():
        mistakes.add(place, "这是一个文件，不是手册的文件夹", "请写到装着 handbook.yaml 的文件夹")
    else:
        mistakes.add(
            place, f"找不到手册“{text}”", instead_of(text, shipped) if is_code else "请看一看路径"
        )
    return None


def _checkout() -> Path:
    return Path(__file__).resolve().parents[3]


def _shown(path: Path) -> str:
    """Relative to the working folder where that is shorter, so that an editor can jump there."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        return path.as_posix()
    return path.as_posix() if relative.startswith("..") else Path(relative).as_posix()


def _list_files(path: Path, mistakes: Mistakes) -> Folder | None:
    shown = _shown(path)
    strays = _leading_outside(path)
    for stray in strays:
        place = Place(f"{shown}/{stray.relative_to(path).as_posix()}", 1, 1)
        mistakes.add(
            place, "这个链接指到手册外面", "请换成文件本身，或在 handbook.yaml 里写 extends"
        )
    if strays:
        return None
    found: dict[str, list[Path]] = {name: [] for name in FOLDERS}
    for entry in sorted(path.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if entry.name in found:
                ending = ".txt" if entry.name == "lines" else ".yaml"
                found[entry.name] = _files(entry, f"{shown}/{entry.name}", ending, mistakes)
            else:
                place = Place(f"{shown}/{entry.name}", 1, 1)
                mistakes.add(
                    place, f"手册里没有“{entry.name}”这个文件夹", instead_of(entry.name, FOLDERS)
                )
        elif entry.suffix in (".yaml", ".yml") and entry.name != HEAD:
            place = Place(f"{shown}/{entry.name}", 1, 1)
            mistakes.add(
                place, f"这里不放“{entry.name}”", "请移进 clauses、wording 或 calendars 文件夹"
            )
    for extra in [file for file in found["wording"] if file.name not in WORDING_FILES]:
        place = Place(f"{shown}/wording/{extra.name}", 1, 1)
        mistakes.add(
            place, f"wording 里没有“{extra.name}”这个文件", instead_of(extra.name, WORDING_FILES)
        )
        found["wording"].remove(extra)
    if not (path / HEAD).is_file():
        mistakes.add(
            Place(f"{shown}/{HEAD}", 1, 1),
            "没有 handbook.yaml",
            "请写上代号、版次、编制、审核、批准和设置",
        )
    return Folder(path, shown, *(tuple(found[name]) for name in FOLDERS))


def _leading_outside(path: Path) -> list[Path]:
    """Links that lead out of the folder: an approver would sign for files that lie elsewhere."""
    home = path.resolve()
    entries = [path / HEAD]
    for name in FOLDERS:
        folder = path / name
        entries.append(folder)
        if folder.is_dir() and folder.resolve().is_relative_to(home):
            entries += sorted(folder.iterdir())
    return [entry for entry in entries if not entry.resolve().is_relative_to(home)]


def _files(folder: Path, shown: str, ending: str, mistakes: Mistakes) -> list[Path]:
    kept: list[Path] = []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.suffix == ending and entry.is_file():
            kept.append(entry)
        elif entry.suffix == ".yml" and ending == ".yaml":
            mistakes.add(
                Place(f"{shown}/{entry.name}", 1, 1),
                "文件名要以 .yaml 结尾",
                f"请改名为 {entry.stem}.yaml",
            )
        elif entry.is_dir():
            mistakes.add(
                Place(f"{shown}/{entry.name}", 1, 1), "这里不能再套文件夹", "请把文件移到上一层"
            )
        else:
            kind = "YAML 文件" if ending == ".yaml" else "例句的文字文件"
            mistakes.add(
                Place(f"{shown}/{entry.name}", 1, 1), f"这不是{kind}", f"请移走，或改名为 {ending}"
            )
    return kept
