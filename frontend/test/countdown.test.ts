import { describe, expect, it } from "vitest";
import { type Due, shown, span } from "../src/lib/countdown";
import vectors from "./countdown.vectors.json";

const ms = (text: string | null | undefined): number | null => (text ? Date.parse(text) : null);

describe("countdown", () => {
  for (const row of vectors.shown as Record<string, string | number | null>[]) {
    it(`${row["due"]} ${row["form"] ?? ""} says ${row["text"]}`, () => {
      const item: Due = {
        due: ms(row["due"] as string | null),
        warn: ms(row["warn"] as string),
        opened: ms(row["opened"] as string),
        form: row["form"] === "by" ? "by" : "left",
      };
      const got = shown(item, Date.parse(vectors.now), vectors.zone);
      expect([got.mark, got.text, got.share]).toEqual([row["mark"], row["text"], row["share"]]);
    });
  }

  it("says when its text changes next", () => {
    const now = Date.parse(vectors.now);
    const at = (due: number, warn: number | null = null) =>
      shown({ due, warn, opened: null, form: "left" }, now, vectors.zone).next;
    expect(at(now + 90_500)).toBe(500);
    expect(at(now + 90_500, now + 200)).toBe(200);
    expect(at(now - 1_250)).toBe(750);
    expect(at(now + 2 * 3_600_000 + 30_000)).toBe(30_000);
  });

  it("never says a text before it is true", () => {
    const due = Date.parse(vectors.now);
    let previous = Infinity;
    for (let now = due - 5_000; now < due; now += 37) {
      const seconds = Number(shown({ due, warn: null, opened: null, form: "left" }, now, vectors.zone).text.slice(-2));
      expect(seconds * 1000).toBeLessThanOrEqual(due - now);
      expect(seconds).toBeLessThanOrEqual(previous);
      previous = seconds;
    }
  });

  it("writes spans with two digits", () => {
    expect(span(9_999)).toBe("00:09");
    expect(span(3_600_000)).toBe("1时00分");
  });
});
