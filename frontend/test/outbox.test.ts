import { describe, expect, it } from "vitest";
import { Outbox } from "../src/lib/outbox";

function memory(): Pick<Storage, "getItem" | "setItem" | "removeItem"> & { map: Map<string, string> } {
  const map = new Map<string, string>();
  return {
    map,
    getItem: (name) => map.get(name) ?? null,
    setItem: (name, value) => void map.set(name, value),
    removeItem: (name) => void map.delete(name),
  };
}

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
    expect(store.map.size).toBe(0);
  });
});
