"""Who may read and act on a case.

- an agent: the cases of the own team and those that no team has yet; where the agent was asked
  first, reading stays possible after a hand-over (首问负责到底), acting does not
- a leader: the same for the own team, and what only a leader may (assign, excuse, overturn)
- a manager: every team
- an admin: people, tokens and editions, but no conversation; whoever keeps the machine running need
  not read what customers wrote, and a person who must do both gets the manager's role
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from shouwen_desk.people.permissions import leads, manages, permit, serves

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

    from .models import Case


@rules.predicate
def of_own_team(person: Person, case: Case) -> bool:
    """The case belongs to the person's team, or to none yet."""
    return case.team_id is None or case.team_id == person.team_id


@rules.predicate
def was_asked_first(person: Person, case: Case) -> bool:
    """The person is the first-asked owner of the case."""
    return case.first_asked_id == person.pk


@rules.predicate
def unclaimed(person: Person, case: Case) -> bool:
    """Nobody handles the case yet."""
    return case.handler_id is None


in_reach = serves & (manages | of_own_team)

permit("case.read", in_reach | (serves & was_asked_first), "本组的客服、组长或经理")
permit("case.act", in_reach, "本组的客服、组长或经理")
permit("case.claim", in_reach & unclaimed, "本组的客服")
permit("case.assign", in_reach & leads, "本组的组长或经理")
permit("case.arbitrate", in_reach & leads, "本组的组长或经理")
permit("case.create", serves, "客服、组长或经理")
permit("case.search", serves, "客服、组长或经理")
