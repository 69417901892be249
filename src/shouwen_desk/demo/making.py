"""Two weeks of the fictional company, made event by event through the real actions.

Stories of many cases run side by side on a heap in the order of time; before each step the clock is
told its instant and the worker and the outbox do what they would have done by then. The same seed
tells the same stories.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shouwen_desk.cases import actions as cases
from shouwen_desk.cases.days import local, zone
from shouwen_desk.cases.errors import Held
from shouwen_desk.cases.models import Case
from shouwen_desk.config import clock
from shouwen_desk.customers.actions import Profile, new_customer
from shouwen_desk.ledger import outbox, worker
from shouwen_desk.ledger.record import Refused
from shouwen_desk.people.errors import Conflict
from shouwen_desk.people.models import Person

from . import company
from .stories import STORIES
from .story import Does, Replies, Says, Step, Story

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
DAYS = 14
# Share of the day's customers by hour.
BUSY = {
    8: 4,
    9: 9,
    10: 12,
    11: 10,
    12: 4,
    13: 6,
    14: 11,
    15: 11,
    16: 10,
    17: 8,
    18: 5,
    19: 4,
    20: 3,
    21: 2,
    23: 1,
}


@dataclass(slots=True)
class Telling:
    """A story under way. ``left``: steps still to come."""

    story: Story
    case: str
    agent: company.Colleague
    customer: str
    texts: Mapping[str, str]
    left: list[Step] = field(default_factory=list)


@dataclass(slots=True)
class Made:
    """What the generator counted."""

    cases: int = 0
    steps: int = 0
    held: int = 0
    refused: int = 0


class Maker:
    """Makes the past up to ``now`` (µs UTC); ``count`` cases over ``DAYS`` days."""

    def __init__(self, now: int, *, seed: int = 20261, count: int = 600) -> None:
        self.now = now
        self.random = random.Random(seed)
        self.count = count
        self.made = Made()
        self.people = {person.pk: person for person in Person.objects.select_related("team")}
        self.customers: list[tuple[str, str]] = []
        self._heap: list[tuple[int, int, Callable[[], None]]] = []
        self._order = 0
        self._names: set[str] = set()

    @property
    def begin(self) -> int:
        """The midnight with which the two weeks begin."""
        return self._midnight(self.now) - DAYS * DAY

    def run(self, report: Callable[[int], None] = lambda share: None) -> Made:
        """Play everything that happens before ``now``; ``report`` hears the share done, in %."""
        begin = self.begin
        for at in self._arrivals(begin):
            self.at(at, self._arrival)
        for day in range(DAYS):
            self.at(begin + day * DAY + 18 * HOUR, self._evening)
        total = max(1, self.now - begin)
        told = -1
        try:
            while self._heap and self._heap[0][0] < self.now:
                at, _, act = heapq.heappop(self._heap)
                self._until(at)
                act()
                self.made.steps += 1
                share = (at - begin) * 100 // total
                if share >= told + 5:
                    told = share
                    report(share)
            self._until(self.now)
        finally:
            clock.tell(None)
        return self.made

    def at(self, instant: int, act: Callable[[], None]) -> None:
        """Let ``act`` happen at an instant; of two at the same one the first named comes first."""
        self._order += 1
        heapq.heappush(self._heap, (instant, self._order, act))

    def open(
        self,
        story: Story,
        *,
        agent: company.Colleague | None = None,
        team: str | None = None,
        channel: str | None = None,
    ) -> Telling:
        """A customer writes now and a case opens, which ``agent`` (or whoever is on shift) will take."""
        known = self.random.random() < 0.22 and self.customers
        texts = self._texts()
        if known:
            customer_id, name = self.random.choice(self.customers)
            customer: Any = customer_id
        else:
            profile = self._profile()
            customer = new_customer(profile, channel="chat")
            customer_id = customer.id
            name = f"{profile.name[0]}{profile.salutation or '老师'}"
            self.customers.append((customer_id, name))
        said = self.random.choice(story.opening).format(**texts)
        opened = cases.open_case(
            "customer:{customer}",
            customer=customer,
            channel=channel or self.random.choices(("chat", "wechat", "app"), (8, 1, 1))[0],
            type=story.type,
            level=story.level,
            urgent=story.urgent,
            team=team or (agent.team if agent else self.random.choice(company.TEAMS)[0]),
            text=said,
            client_id=f"demo-{self._order}-0",
        )
        self.made.cases += 1
        team = Case.objects.values_list("team_id", flat=True).get(pk=opened.case_id)
        chosen = agent or self._on_shift(team)
        texts |= {"称呼": name, "姓名": chosen.name, "工号": chosen.staff_no}
        return Telling(story, opened.case_id, chosen, customer_id, texts, list(story.steps))

    def do(self, telling: Telling, step: Step) -> None:
        """Carry out one step at the present instant."""
        if isinstance(step, Says):
            case = Case.objects.get(pk=telling.case)
            if case.closed_at is None:
                cases.receive_message(
                    case, self._filled(telling, step.texts), client_id=f"demo-{self._order}-1"
                )
        elif isinstance(step, Replies):
            self._reply(telling, step)
        else:
            self._step(telling, step)

    def take(self, telling: Telling) -> None:
        """The agent takes the case."""
        cases.claim(self._agent(telling), telling.case)

    # --- one after the other -----------------------------------------------------------------

    def _arrival(self) -> None:
        story = self.random.choices(STORIES, [story.weight for story in STORIES])[0]
        telling = self.open(story)
        slow = self.random.uniform(0.5, 5) * telling.agent.pace
        self.at(
            self._working(telling.agent, clock.now() + int(slow * MINUTE)),
            lambda: self.play(telling),
        )

    def play(self, telling: Telling) -> None:
        """The agent takes the case, and the story goes on by itself."""
        self.take(telling)
        self._next(telling)

    def _next(self, telling: Telling) -> None:
        if not telling.left:
            return
        step = telling.left.pop(0)
        # Some stories simply stop for a while: nobody has looked at them yet.
        if self.random.random() < 0.004 and self.now - clock.now() < 2 * DAY:
            return
        self.at(self._when(telling, step), lambda: self._go_on(telling, step))

    def _go_on(self, telling: Telling, step: Step) -> None:
        self.do(telling, step)
        self._next(telling)

    def _when(self, telling: Telling, step: Step) -> int:
        now, draw = clock.now(), self.random
        if isinstance(step, Says):
            minutes = step.after * draw.lognormvariate(0, 0.6)
            if draw.random() < 0.04:
                minutes += 75
            return now + int(minutes * MINUTE)
        minutes = step.within * draw.lognormvariate(0, 0.45) * telling.agent.pace
        if draw.random() < 0.012 + max(0.0, telling.agent.pace - 1) * 0.05:
            minutes = minutes * 4 + 95
        at = now + int(minutes * MINUTE)
        return at if telling.story.all_hours else self._working(telling.agent, at)

    # --- the steps ---------------------------------------------------------------------------

    def _reply(self, telling: Telling, step: Replies) -> None:
        agent = self._agent(telling)
        careless = step.sloppy and self.random.random() > telling.agent.care
        first = step.sloppy if careless else step.texts
        try:
            cases.send_message(
                agent, telling.case, self._filled(telling, first), client_id=f"demo-{self._order}-2"
            )
        except Held:
            # What the desk holds is written anew, as a person would.
            self.made.held += 1
            cases.send_message(
                agent,
                telling.case,
                self._filled(telling, step.texts),
                client_id=f"demo-{self._order}-3",
            )
        except Conflict:
            telling.left.clear()

    def _step(self, telling: Telling, step: Does) -> None:
        agent = self._agent(telling)
        args = {name: self._worded(telling, value) for name, value in step.args.items()}
        if step.step == "make_promise":
            due = clock.now() + int(args.pop("hours") * HOUR)
            promise = cases.make_promise(agent, telling.case, args["text"], due)
            telling.texts = dict(telling.texts) | {"promise": promise.pk}
            return
        if step.step == "keep_promise":
            cases.keep_promise(agent, telling.texts["promise"])
            return
        try:
            getattr(cases, step.step)(agent, telling.case, **args)
        except Refused:
            self.made.refused += 1
            if step.step == "close":
                self._close_with_reason(telling)
            else:
                telling.left.clear()
        except Conflict:
            telling.left.clear()

    def _close_with_reason(self, telling: Telling) -> None:
        """What a gate refused is settled by the leader, with a reason, where the clause allows it."""
        leader = self._leader(telling.agent.team)
        try:
            cases.close(leader, telling.case, override_reason="客户已在电话里当面确认")
        except Refused:
            telling.left.clear()

    def _evening(self) -> None:
        """Leaders look at what the machine found and at what was late."""
        from .judging import judge_the_day

        for colleague in company.COLLEAGUES:
            if colleague.role == "leader":
                judge_the_day(self.people[colleague.id], self.random)

    # --- time --------------------------------------------------------------------------------

    def _until(self, at: int) -> None:
        """The desk lives on until ``at``: what is due is decided, what is to be told is told."""
        while True:
            due = worker.next_at()
            if due is None or due >= at:
                break
            moment = min(at, due + SECOND)
            clock.tell(moment)
            worker.tick(moment)
            outbox.deliver(moment)
        clock.tell(at)

    def _arrivals(self, begin: int) -> list[int]:
        """Instants at which customers write, in order; weekends are quieter."""
        found: list[int] = []
        hours, weights = list(BUSY), list(BUSY.values())
        span = (self.now - begin) / DAY
        while len(found) < self.count:
            day = int(self.random.uniform(0, span))
            if local(begin + day * DAY + 12 * HOUR).weekday() >= 5 and self.random.random() < 0.5:
                continue
            hour = self.random.choices(hours, weights)[0]
            at = begin + day * DAY + hour * HOUR + int(self.random.uniform(0, HOUR))
            if at < self.now - 2 * MINUTE:
                found.append(at)
        return sorted(found)

    def _working(self, agent: company.Colleague, at: int) -> int:
        """``at``, or the beginning of the agent's next shift if it falls outside one."""
        early = int(agent.staff_no) % 2 == 0
        moment = local(at)
        begins, ends = (8, 17) if early else (12, 22)
        if begins <= moment.hour < ends:
            return at
        day = moment if moment.hour < begins else moment + timedelta(days=1)
        fresh = datetime(day.year, day.month, day.day, begins, tzinfo=zone())
        return round(fresh.timestamp()) * SECOND + int(self.random.uniform(3, 40) * MINUTE)

    def _midnight(self, at: int) -> int:
        moment = local(at)
        return (
            round(datetime(moment.year, moment.month, moment.day, tzinfo=zone()).timestamp())
            * SECOND
        )

    # --- who and what ------------------------------------------------------------------------

    def _agent(self, telling: Telling) -> Person:
        return self.people[telling.agent.id]

    def _leader(self, team: str | None) -> Person:
        return next(
            self.people[one.id]
            for one in company.COLLEAGUES
            if one.role == "leader" and one.team == team
        )

    def _on_shift(self, team: str | None) -> company.Colleague:
        hour = local(clock.now()).hour
        serving = [
            c for c in company.COLLEAGUES if c.role == "agent" and c.team in (team, team or c.team)
        ]
        if self.now - clock.now() < DAY:
            # By then nobody answers for those at whose desks visitors sit down.
            serving = [c for c in serving if c.id not in company.VISITED]
        shift = [c for c in serving if (int(c.staff_no) % 2 == 0) == (hour < 13)]
        return self.random.choice(shift or serving)

    def _profile(self) -> Profile:
        draw = self.random
        name = draw.choice(company.SURNAMES) + draw.choice(company.GIVEN)
        while name in self._names and len(self._names) < 900:
            name = draw.choice(company.SURNAMES) + draw.choice(company.GIVEN)
        self._names.add(name)
        return Profile(
            name=name,
            salutation=draw.choice(company.SALUTATIONS),
            organisation=draw.choice(company.ORGANISATIONS),
            phone=f"1380000{draw.randrange(10_000):04d}",
            level=draw.choice(company.CUSTOMER_LEVELS),
            note=draw.choice(company.HABITS),
        )

    def _texts(self) -> dict[str, str]:
        return {
            "号": str(self.random.randrange(10_000, 99_999)),
            "单位": self.random.choice(company.ORGANISATIONS) + "有限公司",
            "称呼": "您",
            "姓名": "",
            "工号": "",
        }

    def _filled(self, telling: Telling, texts: Any) -> str:
        return str(self._worded(telling, self.random.choice(texts)))

    def _worded(self, telling: Telling, value: Any) -> Any:
        if isinstance(value, str):
            return value.format(**{**telling.texts, "时间": soon(clock.now())})
        if isinstance(value, dict):
            return {name: self._worded(telling, inner) for name, inner in value.items()}
        return value


def soon(at: int) -> str:
    """A time to name in a reply: about two hours on, to the half hour; in the evening tomorrow."""
    later = local(at + 2 * HOUR)
    if later.hour >= 21 or later.hour < 9:
        return "明天上午10:00"
    return f"今天{later.hour}:{'30' if later.minute >= 30 else '00'}"
