// Where the customer's page keeps its words. In another site's frame a browser may refuse its storage
// altogether; then they live as long as the page, and the conversation works all the same.

export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Words that live as long as the page. */
export function memory(): Store {
  const held = new Map<string, string>();
  return {
    getItem: (name) => held.get(name) ?? null,
    setItem: (name, value) => void held.set(name, value),
    removeItem: (name) => void held.delete(name),
  };
}

/** What `ask` answers where it can be written to; memory where asking or writing is refused. */
export function storeOf(ask: () => Store): Store {
  try {
    const store = ask();
    store.setItem("probe", "");
    store.removeItem("probe");
    return store;
  } catch (problem) {
    if (!(problem instanceof DOMException)) throw problem;
    return memory();
  }
}
