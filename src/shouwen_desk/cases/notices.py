"""Notices of the engine find their people; acts of the desk itself are carried out."""

from __future__ import annotations

from shouwen.clauses.rows import Notice, Perform
from shouwen_desk.config import clock
from shouwen_desk.ledger.models import Obligation
from shouwen_desk.ledger.record import Draft, Recorded, record
from shouwen_desk.people.identity import new_id

from . import projection, speech
from .actions.opening import add_message
from .models import Case
from .telling import concerned_in, ring


def deliver(notice: Notice) -> None:
    """Ring the bell of everybody behind the address, once a person and notice.

    The line names the case by its number: a bell keeps no names of customers.
    """
    case = Case.objects.filter(pk=notice.case).first() if notice.case else None
    number = f" {case.number}" if case else ""
    ring(
        notice.to,
        concerned_in(case, owner=notice.person, team=notice.team),
        notice.id,
        level=notice.level,
        text=notice.text[: 240 - len(number)] + number,
        clause=notice.clause,
        edition=notice.edition,
        obligation=notice.obligation,
        case=notice.case,
        at=notice.at,
    )


def perform(act: Perform) -> None:
    """Say to the customer what a clause tells the desk to say by itself (a reminder after silence).

    Left out where the obligation is closed or the conversation is over.
    """
    owed = Obligation.objects.filter(pk=act.obligation, superseded_at=None).first()
    case = Case.objects.filter(pk=act.case, closed_at=None).first()
    if owed is None or owed.closed is not None or case is None or not case.conversation:
        return
    now = clock.now()
    payload = {"message": new_id("M", now), "by": "system", "channel": case.channel}
    payload |= speech.recognised(act.text, "bot", now)
    payload["act"] = act.act
    said = Draft(
        "message.sent",
        case.subjects | {"obligation": act.obligation},
        payload,
        texts={"text": act.text},
        source_key=f"perform:{act.id}",
        unit=case.unit,
    )

    def project(recorded: Recorded) -> None:
        add_message(recorded, 0, said, None)
        projection.settle(case, recorded, {"last_at": recorded.event.at})

    record(said, actor="system", intent="message.send", projections=[project])
