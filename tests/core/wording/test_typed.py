"""What is typed and sent gives what a check finds afterwards (DESIGN law 3), on real dialogues."""

from __future__ import annotations

import pytest

from bench import typed
from shouwen.handbook import load_program
from tests.shared import shared_data

# All of them by hand: `python -m bench.typed`.
OF_EACH = 25


@pytest.mark.shared
def test_typing_and_sending_gives_what_the_check_finds() -> None:
    shared_data("weibo-helpdesk/dialogues.jsonl")
    language = load_program(typed.HANDBOOK).language
    checked = 0
    for talk in typed.dialogues(OF_EACH):
        drafts, differing = typed.differences(language, talk)
        assert differing == []
        checked += drafts
    assert checked > 1000
