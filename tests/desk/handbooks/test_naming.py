"""No name that is known, and no surname with a title, leaves in a counter-example."""

from __future__ import annotations

import pytest

from tests.desk.handbooks.test_ladder_page import dispute
from tests.office import Office

STAFF = ("林一", "林一诺", "罗")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("好的，潘老师，那这件事就办妥了。", "好的，某老师，那这件事就办妥了。"),
        ("鲁文静女士，鲁姐，鲁总，鲁女士好。", "某某女士，某姐，某总，某女士好。"),
        ("澜山电器的欧阳长风经理和李总都在。", "某单位的某经理和某总都在。"),
        ("我是林一诺，林一请假。", "我是某某，某某请假。"),
        ("罗列的事都办好了。", "罗列的事都办好了。"),
        ("总的来说，老师都满意。", "总的来说，老师都满意。"),
        ("请打 13800000036。", "请打 138******36。"),
        ("", ""),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_names_are_taken_out(said: str, left: str, known: bool) -> None:
    from shouwen_desk.customers.models import Customer
    from shouwen_desk.handbooks.naming import hidden

    customer = (
        Customer(name="鲁文静", salutation="女士", organisation="澜山电器") if known else None
    )
    if not known:  # by their form alone
        left = left.replace("某单位", "澜山电器")
        left = left.replace("某某女士，某姐", "某女士，鲁姐")
    assert hidden(said, customer, STAFF) == left


@pytest.mark.parametrize("name", ["", "鲁", "鲁("])
def test_any_name_of_a_customer_will_do(name: str) -> None:
    from shouwen_desk.customers.models import Customer
    from shouwen_desk.handbooks.naming import hidden

    assert hidden("您好，请讲。", Customer(name=name), ()) == "您好，请讲。"


def test_the_page_hides_whoever_was_called_by_another_name(sqlite_office: Office) -> None:
    dispute(sqlite_office, 1, "好的，潘老师，我是林一，我们会尽快处理。")
    page = sqlite_office.client("manager").get("/handbook/counter-examples").content.decode()
    assert "潘老师" not in page
    assert (
        page.count("好的，某老师，我是某某，我们会尽快处理。") == 2
    )  # the sentence, and the line to be copied
