"""Settings from the environment: what is wrong is said in a sentence with the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from shouwen_desk.config import environment


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"SHOUWEN_CLOCK": "clock"}, "没有设置 SHOUWEN_TEST=1"),
        ({"SHOUWEN_CLOCK": "nowhere", "SHOUWEN_TEST": "1"}, "不存在"),
        ({"SHOUWEN_TEST": "perhaps"}, "请写 1 或 0"),
        ({"DATABASE_URL": "mysql://localhost/desk"}, "只认 postgres://"),
        ({"DATABASE_URL": "postgres://localhost/"}, "没有数据库名"),
        ({"DATABASE_URL": "postgres://localhost:many/desk"}, "端口不是数字"),
        ({"SHOUWEN_SECRET": "short"}, "至少要 32 个字符"),
    ],
)
def test_wrong_value(env: dict[str, str], says: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=says):
        environment.read({"SHOUWEN_DATA": str(tmp_path)} | env)


def test_data_directory_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.touch()
    with pytest.raises(ImproperlyConfigured, match="不是文件夹"):
        environment.read({"SHOUWEN_DATA": str(file)})


def test_data_directory_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = environment.read({"SHOUWEN_DATA": str(tmp_path / "file" / "data")})
    with pytest.raises(ImproperlyConfigured, match="不能写入"):
        environment.prepare(found)


def test_secret_is_kept_so_that_a_restart_signs_nobody_out(tmp_path: Path) -> None:
    first = environment.read({"SHOUWEN_DATA": str(tmp_path)})
    environment.prepare(first)
    assert environment.read({"SHOUWEN_DATA": str(tmp_path)}).secret == first.secret
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_postgres_address() -> None:
    found = environment.postgres("postgres://desk:p%40ss@db.internal:5433/shouwen?sslmode=require")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "desk",
        "p@ss",
        "db.internal",
        "5433",
    )
    assert found["OPTIONS"] == {"sslmode": "require"}
