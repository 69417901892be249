"""What repeats somebody else's words, and what only names them."""

import pytest

from shouwen.wording.fold import fold
from shouwen.wording.normalise import squeeze
from shouwen.wording.quoting import quoted_spans


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("您说不知道密码，可以重置", ["您说不知道密码"]),
        ("您反映手机一直没办法登录，我看看", ["您反映手机一直没办法登录"]),
        ("您反映的问题我们会尽快处理", ["您反映的问题"]),
        ("您提到的漏水情况没人管", ["您提到的漏水情况"]),
        ("我们会尽快给您反馈", []),
        ("建议您咨询营业厅", []),
        ("我跟客户说不归我管", []),
        ("他说“不行”", ['"不行"']),
    ],
)
def test_quoted_spans(text: str, quoted: list[str]) -> None:
    plain = squeeze(fold(text))
    assert [plain[start:end] for start, end in quoted_spans(plain)] == quoted
