"""Names taken out of what somebody said, so that a sentence can stand in a handbook.

What is known is hidden: the customer of the case, everybody who works here. What is not known is
hidden by its form, a surname with a title (潘老师): agents call people by names that no record holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from shouwen.wording.entities import Entities
from shouwen_desk.ledger.masking import masked

if TYPE_CHECKING:
    from shouwen_desk.customers.models import Customer

# What people put behind the surname of somebody whom they know.
_TITLES = "先生|女士|小姐|太太|老师|师傅|经理|主任|店长|老板|医生|同学|阿姨|叔叔|大哥|大姐|总|哥|姐"


_ALSO_WORDS = "和于从连"


def hidden(text: str, customer: Customer | None, staff: Iterable[str]) -> str:
    """`text` without long numbers and addresses of mail, without the customer's names, those of
    `staff`, and the surnames of whoever is called by one."""
    text = masked(text)
    for name in sorted(filter(_long, staff), key=len, reverse=True):
        text = text.replace(name, "某某")
    if customer is not None:
        if _long(customer.name):
            text = text.replace(customer.name, "某某")
        if customer.organisation:
            text = text.replace(customer.organisation, "某单位")
        for surname in filter(None, (customer.name[:2], customer.name[:1])):
            text = re.sub(rf"{re.escape(surname)}(?={_TITLES})", "某", text)
    return _without_surnames(text)


def _long(name: str) -> bool:
    """A single character is a word of its own too often to be taken out everywhere."""
    return len(name) > 1


def _without_surnames(text: str) -> str:
    """潘老师 → 某老师, whoever that is."""
    end = len(text)
    for begin, stop, _ in sorted(_forms().places(text), reverse=True):
        start = begin
        if stop > end:
            continue  # within one that is hidden already
        if text[start] in _ALSO_WORDS and any(
            at == 0 for at, _, _ in _forms().places(text[start + 1 : stop])
        ):
            start += 1  # 和李总 is no Mr 和
        title = text[start:stop][-1 if text[stop - 1] == "总" else -2 :]
        text, end = f"{text[:start]}某{title}{text[stop:]}", start
    return text


@cache
def _forms() -> Entities:
    return Entities(["surname_title"])
