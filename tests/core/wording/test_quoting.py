"""What repeats somebody else's words, and what only names them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.wording.fold import fold
from shouwen.wording.normalise import squeeze
from shouwen.wording.quoting import MARKS, SAYING, WHOM, quoted_spans


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("您说不知道密码，可以重置", ["说不知道密码"]),
        ("您反映手机一直没办法登录，我看看", ["反映手机一直没办法登录"]),
        ("您反映的问题我们会尽快处理", ["反映的问题"]),
        ("您提到的漏水情况没人管", ["提到的漏水情况"]),
        ("我们会尽快给您反馈", []),
        ("会将您反映的问题转交仓库", []),  # what we do with it
        ("建议您咨询营业厅", []),
        ("我跟客户说不归我管", []),
        ("他说“不行”", ['"不行"']),
        ("你反映的路段在抢修", ["反映的路段在抢修"]),  # 你 is how we address the customer
        ("呵呵 //@某客服:请您私信，谢谢", ["//@某客服:请您私信,谢谢"]),
        ("见 http://a.example/b:c", []),
    ],
)
def test_quoted_spans(text: str, quoted: list[str]) -> None:
    plain = squeeze(fold(text))
    assert [plain[start:end] for start, end in quoted_spans(plain)] == quoted


PIECES = [
    "您", "你", "客户", "对方", "用户", "说", "讲", "问", "提到", "反映", "描述", "咨询", "写", "的", "是", "问题", "所", "刚才",
    '"', "'", "「", "」", "『", "』", "《", "》", "【", "】", "//@", ":", "，", "a", "给", "\n",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_without_the_signs_nobody_is_quoted(text: str) -> None:
    signs = not {*MARKS}.isdisjoint(text)
    reported = not {*WHOM}.isdisjoint(text) and not {*SAYING}.isdisjoint(text)
    if quoted_spans(text):
        assert signs or reported
