"""A conversation's index says what looking at every hit of every turn says."""

from hypothesis import given
from hypothesis import strategies as st

from shouwen.wording.turns import Hit, Talk, Turn

NAMES = ["greeting", "complaint", "thanks"]
SPEAKERS = ["agent", "customer", "bot", "any"]

HITS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 3), st.integers(4, 6)), max_size=4
).map(lambda hits: tuple(Hit(*hit) for hit in sorted(hits, key=lambda h: (h[1], h[2], h[0]))))
TURNS = st.lists(
    st.builds(
        Turn,
        st.sampled_from(["agent", "customer", "bot", "system"]),
        st.sampled_from([None, "P1", "P2"]),
        st.none(),
        st.just(9),
        HITS,
    ),
    max_size=8,
)


def speaks(turn: Turn, speaker: str) -> bool:
    return turn.role != "system" if speaker == "any" else turn.role == speaker


@given(TURNS, st.sets(st.sampled_from(NAMES)), st.sampled_from(SPEAKERS), st.integers(0, 8))
def test_what_was_said_by_whom_and_where(
    turns: list[Turn], names: set[str], speaker: str, start: int
) -> None:
    talk = Talk(turns)
    spoken = [at for at, turn in enumerate(turns) if speaks(turn, speaker)]
    heard = {
        (at, hit.start, hit.end) for at in spoken for hit in turns[at].hits if hit.matcher in names
    }
    assert [*talk.spoken_by(speaker)] == spoken
    assert [*talk.heard(names, speaker, start)] == sorted(h for h in heard if h[0] >= start)
    assert talk.said_by(names, speaker, start) == sorted({h[0] for h in heard if h[0] >= start})
    assert talk.says(names, speaker) is bool(heard)
    assert talk.said(speaker) == {hit.matcher for at in spoken for hit in turns[at].hits}


@given(TURNS, st.sets(st.sampled_from(NAMES)), st.integers(0, 7))
def test_where_it_hit(turns: list[Turn], names: set[str], turn: int) -> None:
    talk = Talk(turns)
    with_them = [
        at for at, each in enumerate(turns) if any(hit.matcher in names for hit in each.hits)
    ]
    assert talk.turns_with(names) == {*with_them}
    assert talk.first(names) == min(with_them, default=None)
    assert talk.hit_in(names, turn) is (turn in with_them)
    there = turns[turn].hits if turn < len(turns) else ()
    spans = {(hit.start, hit.end) for hit in there if hit.matcher in names}
    assert [*talk.spans_of(turn, names)] == sorted(spans)


@given(TURNS)
def test_the_first_message_of_each_person(turns: list[Turn]) -> None:
    talk = Talk(turns)
    agents = [at for at, turn in enumerate(turns) if turn.role == "agent"]
    people = {
        turns[at].by: [other for other in agents if turns[other].by == turns[at].by]
        for at in agents
    }
    assert talk.per_person("agent") == people
    assert [*talk.firsts("agent")] == sorted(own[0] for own in people.values())


def test_a_long_conversation_is_indexed_as_a_short_one() -> None:
    turns = [Turn("agent" if at % 2 else "customer", None, None, 1, ()) for at in range(1_000)]
    assert [*Talk(turns).spoken_by("agent")] == [*range(1, 1_000, 2)]
    assert [*Talk(turns[:10]).spoken_by("agent")] == [1, 3, 5, 7, 9]
