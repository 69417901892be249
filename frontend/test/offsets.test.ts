import { describe, expect, it } from "vitest";
import { pieces, placeFor, pointOf, shifted, unitOf } from "../src/lib/offsets";

describe("offsets", () => {
  const text = "好😀的𠮷，尽快";

  it("maps code points to UTF-16 units and back", () => {
    expect(text.slice(unitOf(text, 5), unitOf(text, 7))).toBe("尽快");
    for (let point = 0; point <= Array.from(text).length; point++) expect(pointOf(text, unitOf(text, point))).toBe(point);
  });

  it("stays inside the text", () => {
    expect(unitOf("短", 99)).toBe(1);
  });

  it("cuts a text where spans begin and end, the first finding wins", () => {
    expect(pieces("abcdef", [[1, 4], [3, 5], null])).toEqual([
      { text: "a", finding: -1 },
      { text: "bcd", finding: 0 },
      { text: "e", finding: 1 },
      { text: "f", finding: -1 },
    ]);
    expect(pieces("", [])).toEqual([]);
    expect(pieces("abc", [[1, 99]]).map((piece) => piece.text)).toEqual(["a", "bc"]);
  });

  it("moves a span with what is typed before it, keeps it otherwise, drops it when it was touched", () => {
    const before = "我们会尽快处理";
    expect(shifted(before, "您好，我们会尽快处理", [3, 5])).toEqual([6, 8]);
    expect(shifted(before, "我们会尽快处理，请等", [3, 5])).toEqual([3, 5]);
    expect(shifted(before, "我们会马上处理", [3, 5])).toBeNull();
    expect(shifted(before, "", [3, 5])).toBeNull();
  });

  it("puts a whole sentence in place of the part that held the finding, anything shorter in place of the span", () => {
    const text = "您好，这个不归我管，您去找技术部吧。";
    const span = [5, 9] as const;
    const put = (wording: string): string => {
      const [start, end] = placeFor(text, span, wording);
      return text.slice(0, start) + wording + text.slice(end);
    };
    expect(put("这件事由我跟到底。")).toBe("您好，这件事由我跟到底。您去找技术部吧。");
    expect(put("由我来办")).toBe("您好，这个由我来办，您去找技术部吧。");
    expect(placeFor("不归我管", [0, 4], "由我办。")).toEqual([0, 4]);
    expect(placeFor("好的\n不归我管\n再见", [3, 7], "由我办。")).toEqual([3, 7]);
  });

  it("leaves the next sentence alone where the finding reaches over the mark that ends its own", () => {
    const text = "您好，您自己去查。我们会尽快处理。";
    expect(placeFor(text, [4, 9], "我念给您听。")).toEqual([3, 9]);
    expect(placeFor(text, [4, 8], "我念给您听。")).toEqual([3, 9]);
    expect(placeFor("不归我管\n再见。", [0, 5], "由我办。")).toEqual([0, 5]);
  });
});
