"""What cannot be read is answered in Chinese, with what to do; never in the framework's English."""

from __future__ import annotations

import pytest

from tests.office import Office, office, sqlite_office

__all__ = ["office", "sqlite_office"]
BOUNDARY = "multipart/form-data; boundary=x"
FORM = "application/x-www-form-urlencoded"
PART = b'--x\r\nContent-Disposition: form-data; name="a%d"; filename="a"\r\n\r\nhi\r\n'


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (
            b"&".join(b"a%d=1" % n for n in range(1001)),
            FORM,
            "一次交上来的项目太多，最多 1000 项。",
        ),
        (
            b"".join(PART % n for n in range(101)) + b"--x--\r\n",
            BOUNDARY,
            "一次交上来的文件太多，最多 100 个。",
        ),
        (b"xx", "multipart/form-data", "交上来的内容不完整，或者格式不对。"),
        (b"text=" + b"a" * 1_048_577, FORM, "内容太大，一次最多 1 MB。"),
    ],
)
def test_what_the_composer_cannot_read_is_a_page(
    sqlite_office: Office, data: bytes, kind: str, words: str
) -> None:
    case = sqlite_office.write("后台登录不上")
    browser = sqlite_office.client("agent")
    answer = browser.post(f"/workbench/{case.pk}/check", data, content_type=kind)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page
    assert "Bad Request" not in page


def test_a_name_that_is_not_the_desks(sqlite_office: Office, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["desk.example"]  # type: ignore[attr-defined]
    answer = sqlite_office.client("agent").get("/handbook", headers={"host": "other.example"})
    assert answer.status_code == 400
    assert "客服台不认得浏览器里的这个域名" in answer.content.decode()
