"""Whether a value can ever equal a fact: the type that the catalogue knows against what is written."""

from shouwen.events.shape import Field


def misfit(field: Field, value: object) -> tuple[str, str] | None:
    """``(what, remedy)`` where ``value`` can never be a value of ``field``, else None."""
    name = f"{field.name}（{field.title}）"
    if field.type == "boolean":
        if not isinstance(value, bool):
            return f"{name}只有是和否，写的却是“{value}”", "请写 true 或 false，不加引号"
    elif field.type in ("integer", "number"):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"{name}是数字，写的却是“{value}”", "请写不带引号的数字，如 1"
        if field.type == "integer" and isinstance(value, float) and not value.is_integer():
            return f"{name}是整数，不会等于 {value:g}", "请写整数"
    elif field.type in ("text", "id"):
        if not isinstance(value, str):
            shown = str(value).lower() if isinstance(value, bool) else value
            return f"{name}是文字，写的却是 {shown}", "请加引号"
        if field.values and value not in field.values:
            return f"{name}不会是“{value}”", "可以写的有：" + "、".join(field.values)
    return None
