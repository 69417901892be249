import { describe, expect, it } from "vitest";
import { drawn } from "../src/lib/ids";
import { Outbox } from "../src/lib/outbox";
import { memory, storeOf } from "../src/lib/store";

describe("outbox", () => {
  it("keeps the order, takes an id once, and forgets what is done", () => {
    const store = memory();
    const box = new Outbox(store, "waiting");
    box.add({ id: "a", text: "一", at: 1 });
    box.add({ id: "b", text: "二", at: 2 });
    box.add({ id: "b", text: "二", at: 2 });
    expect(new Outbox(store, "waiting").all().map(({ id }) => id)).toEqual(["a", "b"]);
    box.done("a");
    box.done("b");
    expect(store.getItem("waiting")).toBeNull();
  });
});

describe("what a browser may refuse", () => {
  const refused = (): never => {
    throw new DOMException("no storage in this frame", "SecurityError");
  };

  it("keeps words as long as the page where storage is refused", () => {
    const full = { ...memory(), setItem: refused };
    for (const store of [storeOf(refused), storeOf(() => full)]) {
      store.setItem("chat:draft", "一");
      expect(store.getItem("chat:draft")).toBe("一");
    }
  });

  it("leaves nothing behind in a storage that it may use", () => {
    const there = memory();
    expect(storeOf(() => there)).toBe(there);
    expect(there.getItem("probe")).toBeNull();
  });

  it("draws ids without https", () => {
    expect(drawn()).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(Array.from({ length: 100 }, drawn)).size).toBe(100);
  });
});
