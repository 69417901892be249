"""What the desk reads from its surroundings, checked once, with sentences a shopkeeper can act on.

Nothing else in the product looks at environment variables.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from shouwen.source import reason

SECRET_FILE = "secret.key"  # noqa: S105 - the name of a file


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings that differ from one installation to the next."""

    data: Path
    database_url: str | None
    test: bool
    clock: Path | None
    secret: str
    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    widget_origins: tuple[str, ...]
    secure: bool
    demo: bool

    @property
    def embedded(self) -> bool:
        """True when the desk keeps its own SQLite file and so runs as one process."""
        return self.database_url is None


def read(env: Mapping[str, str] | None = None) -> Environment:
    """Read and check the environment; raises ImproperlyConfigured with a Chinese sentence."""
    env = os.environ if env is None else env
    data = Path(env.get("SHOUWEN_DATA") or "data").expanduser().resolve()
    if data.exists() and not data.is_dir():
        raise ImproperlyConfigured(
            f"数据目录 {data} 不是文件夹，请把 SHOUWEN_DATA 改成一个文件夹。"
        )
    test = _flag(env, "SHOUWEN_TEST")
    clock = env.get("SHOUWEN_CLOCK") or None
    if clock and not test:
        raise ImproperlyConfigured(
            "设置了测试时钟 SHOUWEN_CLOCK，但没有设置 SHOUWEN_TEST=1。测试时钟只能用于测试。"
        )
    if clock and not Path(clock).is_file():
        raise ImproperlyConfigured(f"测试时钟文件 {clock} 不存在，请先建好它，里面写一个时刻。")
    url = env.get("DATABASE_URL") or None
    if url:
        postgres(url)
    secret = env.get("SHOUWEN_SECRET") or _kept_secret(data)
    if len(secret) < 32:
        raise ImproperlyConfigured("密钥 SHOUWEN_SECRET 太短，至少要 32 个字符。")
    return Environment(
        data=data,
        database_url=url,
        test=test,
        clock=Path(clock) if clock else None,
        secret=secret,
        hosts=_words(env, "SHOUWEN_HOSTS") or ("*",),
        origins=_words(env, "SHOUWEN_ORIGINS"),
        widget_origins=_words(env, "SHOUWEN_WIDGET_ORIGINS"),
        secure=_flag(env, "SHOUWEN_HTTPS"),
        demo=_flag(env, "SHOUWEN_DEMO"),
    )


def prepare(environment: Environment) -> None:
    """Create the data directory and keep the session secret in it, so that a restart signs nobody out."""
    try:
        environment.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = environment.data / SECRET_FILE
        if not path.exists():
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(environment.secret)
    except FileExistsError:
        return
    except OSError as error:
        raise ImproperlyConfigured(
            f"数据目录 {environment.data} 不能写入（{reason(error, writing=True)}），请换一个目录或改它的权限。"
        ) from error


def postgres(url: str) -> dict[str, object]:
    """Django's database settings for ``postgres://user:password@host:port/name?option=value``."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"DATABASE_URL 以 {parts.scheme or '（空）'}:// 开头，只认 postgres://；"
            "要用自带的 SQLite，请不要设置 DATABASE_URL。"
        )
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ImproperlyConfigured(
            "DATABASE_URL 里没有数据库名，应写成 postgres://用户:密码@主机:5432/数据库名。"
        )
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured("DATABASE_URL 里的端口不是数字。") from error
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


def _kept_secret(data: Path) -> str:
    path = data / SECRET_FILE
    if path.is_file():
        return path.read_text(encoding="ascii").strip()
    return secrets.token_urlsafe(48)


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "").strip().lower()
    if value in ("", "0", "no", "false"):
        return False
    if value in ("1", "yes", "true"):
        return True
    raise ImproperlyConfigured(f"{name} 的值 {value} 看不懂，请写 1 或 0。")


def _words(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in env.get(name, "").split(",") if word.strip())
