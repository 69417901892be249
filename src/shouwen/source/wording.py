"""Chinese words for every way in which pydantic can refuse a value."""

from typing import Any

# error type → (what is wrong, remedy); {…} are filled from the error's context.
_WORDS: dict[str, tuple[str, str]] = {
    "string_type": ("这里要写文字", "若想写数字或是非，请加引号"),
    "string_sub_type": ("这里要写文字", "若想写数字或是非，请加引号"),
    "string_too_short": ("文字太短", "至少要 {min_length} 个字"),
    "string_too_long": ("文字太长", "最多 {max_length} 个字"),
    "string_pattern_mismatch": ("写法不合规定", "应合乎 {pattern}"),
    "int_type": ("这里要写整数", "请写成不带引号的数字"),
    "int_parsing": ("这里要写整数", "请写成数字"),
    "int_from_float": ("这里要写整数", "请去掉小数"),
    "int_parsing_size": ("数字太大", "请写小一些的整数"),
    "float_type": ("这里要写数字", "请写成不带引号的数字"),
    "float_parsing": ("这里要写数字", "请写成数字"),
    "finite_number": ("这里要写有限的数字", "请写成普通的数字"),
    "bool_type": ("这里要写是或非", "请写 true（是）或 false（非），不加引号"),
    "bool_parsing": ("这里要写是或非", "请写 true（是）或 false（非），不加引号"),
    "list_type": ("这里要写列表", "请每项一行，以“- ”开头，或写成 [一, 二]"),
    "tuple_type": ("这里要写列表", "请每项一行，以“- ”开头，或写成 [一, 二]"),
    "set_type": ("这里要写列表", "请每项一行，以“- ”开头，或写成 [一, 二]"),
    "frozen_set_type": ("这里要写列表", "请每项一行，以“- ”开头，或写成 [一, 二]"),
    "iterable_type": ("这里要写列表", "请每项一行，以“- ”开头，或写成 [一, 二]"),
    "dict_type": ("这里要写一组“名称: 内容”", "请每项一行并缩进两格"),
    "mapping_type": ("这里要写一组“名称: 内容”", "请每项一行并缩进两格"),
    "model_type": ("这里要写一组“名称: 内容”", "请每项一行并缩进两格"),
    "model_attributes_type": ("这里要写一组“名称: 内容”", "请每项一行并缩进两格"),
    "dataclass_type": ("这里要写一组“名称: 内容”", "请每项一行并缩进两格"),
    "none_required": ("这里应当空着", "请删去内容"),
    "greater_than": ("数字太小", "要大于 {gt}"),
    "greater_than_equal": ("数字太小", "至少是 {ge}"),
    "less_than": ("数字太大", "要小于 {lt}"),
    "less_than_equal": ("数字太大", "最多是 {le}"),
    "multiple_of": ("数字不合规定", "要是 {multiple_of} 的倍数"),
    "too_short": ("项数太少", "至少要写 {min_length} 项"),
    "too_long": ("项数太多", "最多写 {max_length} 项"),
    "date_type": ("这里要写日期", "如 2026-10-01"),
    "date_parsing": ("这里要写日期", "如 2026-10-01"),
    "date_from_datetime_parsing": ("这里要写日期", "如 2026-10-01"),
    "date_from_datetime_inexact": ("这里只写日期", "如 2026-10-01"),
    "time_type": ("这里要写钟点", "如 09:30"),
    "time_parsing": ("这里要写钟点", "如 09:30"),
    "datetime_type": ("这里要写时刻", "如 2026-10-01T09:30:00+08:00"),
    "datetime_parsing": ("这里要写时刻", "如 2026-10-01T09:30:00+08:00"),
    "datetime_from_date_parsing": ("这里要写时刻", "如 2026-10-01T09:30:00+08:00"),
    "union_tag_not_found": ("没有写明种类", "请补上 {discriminator}"),
    "invalid_key": ("名称要写成文字", "请改用文字作名称"),
}  # fmt: skip


def words_for(error_type: str, context: dict[str, Any]) -> tuple[str, str]:
    """``(what, remedy)`` for an error type of pydantic, filled from the error's context."""
    what, remedy = _WORDS.get(error_type, ("这里的写法不合要求", "请对照手册格式说明修改"))
    plain = {key: str(value).strip("'") for key, value in context.items() if key != "error"}
    return what.format_map(_Blank(plain)), remedy.format_map(_Blank(plain))


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
