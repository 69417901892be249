// Words of a customer that the desk has not confirmed yet. Each carries an id chosen here, so that
// sending the same words again is harmless.

import type { Store } from "./store";

export interface Waiting {
  id: string;
  text: string;
  at: number;
}

/** A list kept in `store` under `name`; survives a reload and a lost connection. */
export class Outbox {
  constructor(
    readonly store: Store,
    readonly name: string,
  ) {}

  all(): Waiting[] {
    const text = this.store.getItem(this.name);
    return text ? (JSON.parse(text) as Waiting[]) : [];
  }

  add(item: Waiting): void {
    this.#keep([...this.all().filter(({ id }) => id !== item.id), item]);
  }

  done(id: string): void {
    this.#keep(this.all().filter((item) => item.id !== id));
  }

  #keep(list: Waiting[]): void {
    if (list.length) this.store.setItem(this.name, JSON.stringify(list));
    else this.store.removeItem(this.name);
  }
}
