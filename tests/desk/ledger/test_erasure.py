"""A person's lawful erasure: the words go from every byte, the proof stays."""

from __future__ import annotations

from tests.desk.desk import Desk

WORDS = "我叫欧阳长风，住在梧桐里七弄，电话13800005678"


def test_no_byte_of_the_words_stays_in_the_files(sqlite_desk: Desk) -> None:
    from shouwen_desk.ledger.actions import erase
    from shouwen_desk.ledger.replay import replay
    from shouwen_desk.ledger.sealing.verify import verify

    # Enough that pages split and rows move, which leaves stale copies behind.
    for number in range(30):
        case = f"C{number}"
        sqlite_desk.open(case)
        for turn in range(6):
            sqlite_desk.hear(
                f"{WORDS}第{turn}次说" + "很长" * (turn * 40), case, message=f"M{number}.{turn}"
            )
            sqlite_desk.clock.pass_minutes(1)
    sqlite_desk.seal()
    assert _files_with(sqlite_desk, "欧阳长风")
    for number in range(30):
        erase(f"KC{number}", reason="本人要求", actor="person:P0001")
    assert _files_with(sqlite_desk, "欧阳长风") == []
    assert _files_with(sqlite_desk, "梧桐里") == []
    assert _files_with(sqlite_desk, "13800005678") == []
    sqlite_desk.seal()
    proof = verify(sqlite_desk.data)
    assert proof.ok, proof.problems
    assert (proof.texts, proof.erased) == (0, 180)
    again = replay()
    assert again.ok, again.differences


def _files_with(desk: Desk, words: str) -> list[str]:
    return [file.name for file in desk.data.iterdir() if words.encode() in file.read_bytes()]


def test_findings_stay_without_the_words(desk: Desk) -> None:
    from shouwen_desk.ledger import models
    from shouwen_desk.ledger.actions import erase

    desk.open()
    desk.hear("在吗")
    desk.say("这个不归我管。")
    erase("KC1", reason="本人要求", actor="person:P0001")
    (finding,) = models.Finding.objects.filter(clause="shop:1.5")
    assert finding.span == [2, 6]
    assert models.Text.objects.count() == 0
    (erased,) = models.Event.objects.filter(kind="text.erased")
    assert (erased.payload["count"], erased.payload["reason"]) == (2, "本人要求")


def test_other_customers_keep_their_words(desk: Desk) -> None:
    from shouwen_desk.ledger import models
    from shouwen_desk.ledger.actions import erase

    for case in ("C1", "C2"):
        desk.open(case)
        desk.hear("在吗", case, message=case)
    erase("KC1", reason="本人要求", actor="person:P0001")
    assert list(models.Text.objects.values_list("customer", flat=True)) == ["KC2"]


def test_listeners_blank_their_copies_in_the_same_transaction(desk: Desk) -> None:
    from shouwen_desk.ledger import listeners
    from shouwen_desk.ledger.actions import erase

    told: list[str] = []
    before = list(listeners.REGISTERED.erased)
    listeners.on_erased(told.append)
    try:
        desk.open()
        desk.hear("在吗")
        erase("KC1", reason="本人要求", actor="person:P0001")
    finally:
        listeners.REGISTERED.erased[:] = before
    assert told == ["KC1"]
