"""What runs over a whole batch: plain loops over arrays of numbers, which numba compiles.

As they stand they are slow Python with the same answers. Texts lie one behind the other in one array of
classes (`alphabet`), `bounds[n]` to `bounds[n + 1]` being the n-th.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from shouwen.wording.native.kernel import kernel
from shouwen.wording.native.program import STEP, Op

type Array = Any

_FOUND, _CHARACTER, _MEMBER = int(Op.FOUND), int(Op.CHARACTER), int(Op.MEMBER)
_GREEDY, _LAZY, _SPLIT = int(Op.GREEDY), int(Op.LAZY), int(Op.SPLIT)
_GUARD, _CHOOSE = int(Op.GUARD), int(Op.CHOOSE)
_JUMP, _LOOK, _LOOKED = int(Op.JUMP), int(Op.LOOK), int(Op.LOOKED)
_STEP = STEP

PHRASE, PATTERN, AT_START, ASKED = 0, 1, 2, 3  # kinds of needles
NOT_WANTED = -2  # of a needle, in `marks`
NOT_HERE = -1
GIVEN_UP = -2  # too much to remember, or to try: `re` is asked
ROOM = 1000  # places that a step may take of what is to be tried
MOST_TRIED = 2_000_000  # steps from one place

_PLAIN, _MARK = -1, -2


@kernel(
    "int64(int32[::1], int64, uint16[::1], int64, int64, int64,"
    " uint8[:, ::1], boolean[::1], int64, uint8[:, ::1], int32[::1], int32[::1], int32[::1], int32[::1])"
)
def match(
    code: Array, start: int, text: Array, low: int, high: int, at: int,
    rows: Array, word: Array, line: int,
    groups: Array, group_from: Array, lists: Array, ways: Array, stack: Array,
) -> int:  # fmt: skip
    """Where the pattern that begins at step `start` ends if it is found at `at` of the text that lies
    from `low` to `high`; else `NOT_HERE` or `GIVEN_UP`.

    `stack` holds what is still to be tried, three numbers each: step, place, and what it is: `_PLAIN`;
    `_MARK`, where a look began; the least place of a greedy run, which gives back one character at a
    time. Of a lazy run the step is negative and the third number how many characters it has.
    """
    room = len(stack) - ROOM
    top = 0
    pc = start
    tried = 0
    while True:
        base = pc * _STEP
        op = code[base]
        tried += 1
        if tried > MOST_TRIED or top > room:
            return GIVEN_UP
        good = True
        if op == _CHARACTER:
            if at < high and text[at] == code[base + 1]:
                at += 1
                pc += 1
                continue
            good = False
        elif op == _MEMBER:
            if at < high and rows[code[base + 1], text[at] >> 3] >> (text[at] & 7) & 1:
                at += 1
                pc += 1
                continue
            good = False
        elif op == _SPLIT:
            row = code[base + 3]
            if row >= 0 and not (at < high and rows[row, text[at] >> 3] >> (text[at] & 7) & 1):
                pc = start + code[base + 2]
            else:
                stack[top], stack[top + 1], stack[top + 2] = start + code[base + 2], at, _PLAIN
                top += 3
                pc = start + code[base + 1]
            continue
        elif op == _GUARD:
            if at < high and rows[code[base + 1], text[at] >> 3] >> (text[at] & 7) & 1:
                pc += 1
                continue
            good = False
        elif op == _CHOOSE:
            good = False
            if at < high:
                choice = code[base + 1]
                way = lists[group_from[choice] + groups[choice, text[at]]]
                many = ways[way]
                if many:
                    # The first is tried first, so it is put down last, or rather not at all.
                    for k in range(way + many, way + 1, -1):
                        stack[top], stack[top + 1], stack[top + 2] = start + ways[k], at, _PLAIN
                        top += 3
                    pc = start + ways[way + 1]
                    continue
        elif op == _JUMP:
            pc = start + code[base + 1]
            continue
        elif op == _GREEDY:
            row = code[base + 1]
            end = min(high, at + code[base + 3])
            last = at
            while last < end and rows[row, text[last] >> 3] >> (text[last] & 7) & 1:
                last += 1
            least = at + code[base + 2]
            if last >= least:
                if last > least:
                    stack[top], stack[top + 1], stack[top + 2] = pc + 1, last, least
                    top += 3
                at = last
                pc += 1
                continue
            good = False
        elif op == _LAZY:
            row = code[base + 1]
            least = code[base + 2]
            taken = 0
            while taken < least and at < high and rows[row, text[at] >> 3] >> (text[at] & 7) & 1:
                at += 1
                taken += 1
            if taken == least:
                if taken < code[base + 3]:
                    stack[top], stack[top + 1], stack[top + 2] = -pc - 1, at, taken
                    top += 3
                pc += 1
                continue
            good = False
        elif op == _LOOK:
            if at - low < code[base + 2]:
                if code[base + 3]:
                    pc = start + code[base + 1]
                    continue
                good = False
            else:
                stack[top], stack[top + 1], stack[top + 2] = pc, at, _MARK
                top += 3
                at -= code[base + 2]
                pc += 1
                continue
        elif op == _LOOKED:
            began = start + code[base + 1]
            while not (stack[top - 1] == _MARK and stack[top - 3] == began):
                top -= 3
            top -= 3
            if code[began * _STEP + 3]:
                good = False
            else:
                at = stack[top + 1]
                pc = start + code[began * _STEP + 1]
                continue
        elif op == _FOUND:
            return at
        else:
            place = code[base + 1]
            if place == 0:
                good = at == low
            elif place == 1:
                good = at == high or (at == high - 1 and text[at] == line)
            elif place == 2:
                good = at == high
            else:
                before = at > low and word[text[at - 1]]
                after = at < high and word[text[at]]
                good = (before != after) == (place == 3)
            if good:
                pc += 1
                continue
        # What was tried did not go on: back to what is still to be tried.
        while not good:
            if top == 0:
                return NOT_HERE
            top -= 3
            pc, at, what = stack[top], stack[top + 1], stack[top + 2]
            tried += 1
            if pc < 0:
                pc = -pc - 1
                base = pc * _STEP
                row = code[base + 1]
                if at < high and rows[row, text[at] >> 3] >> (text[at] & 7) & 1:
                    at += 1
                    what += 1
                    if what < code[base + 3]:
                        stack[top], stack[top + 1], stack[top + 2] = -pc - 1, at, what
                        top += 3
                    pc += 1
                    good = True
            elif what == _PLAIN:
                good = True
            elif what == _MARK:
                if code[pc * _STEP + 3]:
                    pc = start + code[pc * _STEP + 1]
                    good = True
            else:
                at -= 1
                base = pc * _STEP
                if code[base] == _CHARACTER:
                    wanted = code[base + 1]
                    while at > what and text[at] != wanted:
                        at -= 1
                elif code[base] == _GUARD or code[base] == _MEMBER:
                    row = code[base + 1]
                    while at > what and not rows[row, text[at] >> 3] >> (text[at] & 7) & 1:
                        at -= 1
                if at > what:
                    stack[top + 1] = at
                    top += 3
                good = True


@kernel("void(uint32[::1], uint16[::1], uint16[::1])")
def spell(codes: Array, class_of: Array, text: Array) -> None:
    """The classes of code points."""
    for at in range(len(codes)):
        text[at] = class_of[codes[at]]


@kernel("int64(int64, int64)")
def hashed(key: int, room: int) -> int:
    """Where a key is first looked for in a table of `room` places, a power of two."""
    key = (key ^ (key >> 15)) * 0x2C1B3C6D & 0xFFFFFFFF
    return (key ^ (key >> 13)) & (room - 1)


@kernel("int64(int64, int64[::1])")
def free(key: int, keys: Array) -> int:
    """Where a key goes in a table that does not have it; no key is 0."""
    room = len(keys)
    place: int = hashed(key, room)
    while keys[place] != 0:
        place = (place + 1) & (room - 1)
    return place


@kernel(
    "int64(int64, int64, int64, int64, int64, int32[:, ::1], int32[:, ::1], int32[:, ::1], int64)"
)
def _note(
    number: int, at: int, low: int, first: int, last: int,
    serves: Array, marks: Array, worth: Array, many: int,
) -> int:  # fmt: skip
    """A string stands at a place of a text: the needles that it serves may begin so far before it."""
    for k in range(first, last):
        needle = serves[k, 0]
        if marks[needle, 0] == NOT_WANTED:
            continue
        earliest, latest = max(low, at - serves[k, 2]), at - serves[k, 1]
        if marks[needle, 0] != number:
            if many == len(worth):
                return -1
            marks[needle, 0], marks[needle, 1] = number, many
            worth[many, 0], worth[many, 1] = needle, number
            worth[many, 2], worth[many, 3] = earliest, latest
            many += 1
        else:
            row = marks[needle, 1]
            worth[row, 2] = min(worth[row, 2], earliest)
            worth[row, 3] = max(worth[row, 3], latest)
    return many


@kernel(
    "int64(uint16[::1], int64[::1], int32[::1], int64[::1], int32[::1], int32[::1], int32[::1],"
    " int32[::1], uint16[::1], int32[::1], int32[:, ::1], int32[::1], int32[:, ::1], int32[:, ::1])"
)
def stage(
    text: Array, bounds: Array,
    single: Array, keys: Array, buckets: Array, bucket_from: Array, bucket: Array,
    string_from: Array, string: Array, serves_from: Array, serves: Array, always: Array,
    marks: Array, worth: Array,
) -> int:  # fmt: skip
    """Where which needles are worth looking for: rows of `worth`: needle, text, first and last place at
    which it may begin. Returns how many rows; -1 where `worth` is too small."""
    room = len(keys)
    many = 0
    for number in range(len(bounds) - 1):
        low, high = bounds[number], bounds[number + 1]
        if low == high:
            continue
        if many + len(always) > len(worth):
            return -1
        for needle in always:
            if marks[needle, 0] != NOT_WANTED:
                worth[many, 0], worth[many, 1] = needle, number
                worth[many, 2], worth[many, 3] = low, high
                many += 1
        for at in range(low, high):
            letter = int(text[at])
            alone = single[letter]
            if alone >= 0:
                many = _note(
                    number, at, low, serves_from[alone], serves_from[alone + 1],
                    serves, marks, worth, many,
                )  # fmt: skip
                if many < 0:
                    return -1
            elif alone == -2:
                continue  # nothing begins with it
            if at + 1 == high:
                break
            key = letter * 65536 + int(text[at + 1]) + 1
            place = hashed(key, room)
            while keys[place] != 0 and keys[place] != key:
                place = (place + 1) & (room - 1)
            if keys[place] == 0:
                continue
            which = buckets[place]
            for b in range(bucket_from[which], bucket_from[which + 1]):
                each = bucket[b]
                begins = string_from[each]
                length = string_from[each + 1] - begins
                if at + length > high:
                    continue
                same = True
                for k in range(2, length):
                    if text[at + k] != string[begins + k]:
                        same = False
                        break
                if same:
                    many = _note(
                        number, at, low, serves_from[each], serves_from[each + 1],
                        serves, marks, worth, many,
                    )  # fmt: skip
                    if many < 0:
                        return -1
    return many


@kernel("void(int32[:, ::1], int64, int64, int32[:, ::1])")
def by_needle(worth: Array, rows: int, needles: int, ordered: Array) -> None:
    """The rows of `worth` by needle; those of one in their order."""
    begins = np.zeros(needles + 1, np.int64)
    for row in range(rows):
        begins[worth[row, 0] + 1] += 1
    for needle in range(needles):
        begins[needle + 1] += begins[needle]
    for row in range(rows):
        place = begins[worth[row, 0]]
        begins[worth[row, 0]] += 1
        for column in range(4):
            ordered[place, column] = worth[row, column]


@kernel(
    "int64(uint16[::1], int64[::1], int32[:, ::1], int64, uint16[::1], int32[::1], int32[::1],"
    " int32[::1], int32[::1], int32[::1], uint8[:, ::1], boolean[::1], uint8[::1], int64,"
    " uint8[:, ::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[:, ::1])"
)
def scan(
    text: Array, bounds: Array, worth: Array, rows_worth: int, string: Array,
    kind: Array, begin: Array, size: Array, first: Array,
    code: Array, rows: Array, word: Array, latin: Array, line: int,
    groups: Array, group_from: Array, lists: Array, ways: Array,
    most: Array, stack: Array, out: Array,
) -> int:  # fmt: skip
    """Finds the needles where `stage` has said; each hit is a row of `out`: text, needle, from, to (in
    the text). A negative `from`: there `re` has to be asked. Returns how many rows; -1 where `out` is
    too small. All texts of one needle after the other: its steps stay near the processor.

    `kind` of needles: phrases, patterns, patterns that only begin a text, and what `re` is always
    asked for. `most`: no more hits of each needle are looked for in a text.
    """
    count = 0
    for c in range(rows_worth):
        needle, number = worth[c, 0], worth[c, 1]
        low, high = bounds[number], bounds[number + 1]
        what = kind[needle]
        hits = 0
        if what == ASKED:
            if count >= len(out):
                return -1
            out[count, 0], out[count, 1], out[count, 2], out[count, 3] = number, needle, -1, -1
            count += 1
            continue
        at = int(worth[c, 2])
        length = size[needle]
        start = begin[needle]
        if what == PHRASE:
            head = string[start]
            left, right = latin[head], latin[string[start + length - 1]]
            while at <= worth[c, 3]:
                if text[at] != head:
                    at += 1
                    continue
                same = True
                for k in range(1, length):
                    if text[at + k] != string[start + k]:
                        same = False
                        break
                if not same:
                    at += 1
                    continue
                end = at + length
                if not (
                    (left and at > low and latin[text[at - 1]] == left)
                    or (right and end < high and latin[text[end]] == right)
                ):
                    if count >= len(out):
                        return -1
                    out[count, 0], out[count, 1] = number, needle
                    out[count, 2], out[count, 3] = at - low, end - low
                    count += 1
                    hits += 1
                    if hits == most[needle]:
                        break
                at = end
            continue
        row = first[needle]
        last = min(worth[c, 3], low if what == AT_START else high - length)
        while at <= last:
            if row >= 0 and not rows[row, text[at] >> 3] >> (text[at] & 7) & 1:
                at += 1
                continue
            end = match(
                code, start, text, low, high, at, rows, word, line,
                groups, group_from, lists, ways, stack,
            )  # fmt: skip
            if end == NOT_HERE:
                at += 1
                continue
            if end == GIVEN_UP:
                count -= hits
                if count >= len(out):
                    return -1
                out[count, 0], out[count, 1] = number, needle
                out[count, 2], out[count, 3] = -1, -1
                count += 1
                break
            if count >= len(out):
                return -1
            out[count, 0], out[count, 1] = number, needle
            out[count, 2], out[count, 3] = at - low, end - low
            count += 1
            hits += 1
            if hits == most[needle]:
                break
            at = max(end, at + 1)
    return count
