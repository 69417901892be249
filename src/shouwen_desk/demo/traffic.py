"""Live traffic of the demo: customers go on writing while one looks.

A few customers write through web chat as a browser would. Colleagues nobody sits in for answer some
of them; the rest wait for the visitor, and answer half a minute after a reply.
"""

from __future__ import annotations

import logging
import random
import threading
from dataclasses import dataclass, field

from django.db import DatabaseError, connection

from shouwen_desk.cases import actions as cases
from shouwen_desk.cases.errors import Held
from shouwen_desk.cases.models import Case, Message
from shouwen_desk.channels.webchat import actions as chat
from shouwen_desk.channels.webchat.models import ChatLink
from shouwen_desk.config import clock
from shouwen_desk.ledger.record import Refused
from shouwen_desk.people.errors import DeskError
from shouwen_desk.people.models import Person

from . import company
from .making import MINUTE, SECOND, soon
from .stories import STORIES
from .story import Replies, Says, Story

logger = logging.getLogger("shouwen.demo")

AT_ONCE = 6
EVERY = 5.0
FIRST = 3


@dataclass(slots=True)
class Visit:
    """A customer who is writing now. ``patience``: when somebody else answers, if ever."""

    link: ChatLink
    story: Story
    said: int = 0
    patience: int | None = None
    helper: company.Colleague | None = None
    texts: dict[str, str] = field(default_factory=dict)


class Traffic(threading.Thread):
    """Keeps up to ``AT_ONCE`` customers writing until stopped."""

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(name="demo-traffic", daemon=True)
        self.random = random.Random(seed)
        self._stopping = threading.Event()
        self._visits: list[Visit] = []
        self._next_arrival = 0
        self._number = 0

    def run(self) -> None:
        while not self._stopping.wait(EVERY):
            try:
                self.beat(clock.now())
            except (DatabaseError, DeskError, Refused) as error:
                # A visitor may have closed or handed over what this was about to touch.
                logger.warning("demo traffic: %s", type(error).__name__)
                self._visits = [visit for visit in self._visits if self._goes_on(visit)]
        connection.close()

    def stop(self) -> None:
        """Let the present beat finish, and no other begin."""
        self._stopping.set()

    def beat(self, now: int) -> None:
        """One look round: let somebody new write, let those who got an answer answer."""
        self._visits = [visit for visit in self._visits if self._goes_on(visit)]
        if now >= self._next_arrival and len(self._visits) < AT_ONCE:
            self._visits.append(self._arrive(now))
            quick = len(self._visits) <= FIRST and self._number <= FIRST
            wait = self.random.uniform(4, 9) if quick else self.random.uniform(50, 150)
            self._next_arrival = now + int(wait * SECOND)
        for visit in self._visits:
            self._go_on(visit, now)

    def _arrive(self, now: int) -> Visit:
        self._number += 1
        draw = self.random
        story = draw.choices(STORIES, [story.weight for story in STORIES])[0]
        name = draw.choice(company.SURNAMES) + draw.choice(company.GIVEN)
        texts = {
            "号": str(draw.randrange(10_000, 99_999)),
            "单位": draw.choice(company.ORGANISATIONS),
            "称呼": f"{name[0]}{draw.choice(company.SALUTATIONS) or '老师'}",
        }
        started = chat.start(
            visitor=None,
            name=name,
            phone=f"1380000{draw.randrange(10_000):04d}",
            text=draw.choice(story.opening).format(**texts),
            client_id=f"live-{now}-{self._number}",
            now=now,
        )
        visit = Visit(started.link, story, texts=texts)
        if draw.random() < 0.45:
            visit.patience = now + int(draw.uniform(0.7, 3) * MINUTE)
        return visit

    def _go_on(self, visit: Visit, now: int) -> None:
        last = Message.objects.filter(conversation=visit.link.conversation).order_by("-seq").first()
        if last is None:
            return
        if last.direction == "out" and last.act != "reminder":
            if now - last.at > self.random.uniform(20, 50) * SECOND:
                self._answer(visit)
        elif visit.patience is not None and now >= visit.patience:
            self._help(visit)
            visit.patience = now + int(self.random.uniform(0.5, 2) * MINUTE)

    def _answer(self, visit: Visit) -> None:
        lines = [step for step in visit.story.steps if isinstance(step, Says)]
        if visit.said >= len(lines):
            return
        line = lines[visit.said]
        visit.said += 1
        self._number += 1
        visit.link.case.refresh_from_db()
        text = self.random.choice(list(line.texts)).format(**visit.texts)
        chat.post(visit.link, text, f"live-{clock.now()}-{self._number}")

    def _help(self, visit: Visit) -> None:
        """A colleague whom nobody sits in for takes the case and answers as the story goes."""
        case = Case.objects.get(pk=visit.link.case_id)
        if visit.helper is None:
            if case.handler_id is not None:
                visit.patience = None
                return
            visit.helper = self.random.choice(
                [
                    one
                    for one in company.COLLEAGUES
                    if one.role == "agent"
                    and one.team == case.team_id
                    and one.id not in company.VISITED
                ]
            )
            cases.claim(Person.objects.get(pk=visit.helper.id), case.pk)
        replies = [step for step in visit.story.steps if isinstance(step, Replies)]
        step = replies[min(visit.said, len(replies) - 1)]
        helper = Person.objects.get(pk=visit.helper.id)
        texts = visit.texts | {
            "姓名": helper.name,
            "工号": helper.staff_no,
            "时间": soon(clock.now()),
        }
        try:
            cases.send_message(
                helper, case.pk, self.random.choice(list(step.texts)).format(**texts)
            )
        except Held:
            visit.patience = None

    def _goes_on(self, visit: Visit) -> bool:
        case = Case.objects.filter(pk=visit.link.case_id, closed_at=None).first()
        if case is None:
            return False
        done = visit.said >= sum(1 for step in visit.story.steps if isinstance(step, Says))
        return not (done and clock.now() - case.last_at > 3 * MINUTE)
