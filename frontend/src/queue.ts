// The queue is brought up to date by push, but never moves under the pointer or a pressed key.

import { concerns, onNews } from "./lib/live";
import { refresh } from "./lib/regions";

const REST = 2000;
const CROSSED = 1500;

let pressed = 0;
let timer: number | undefined;
let pointer: { x: number; y: number } | null = null;

document.addEventListener("keydown", () => (pressed = Date.now()), { capture: true });

function rowUnder(queue: HTMLElement): HTMLElement | null {
  if (!pointer) return null;
  const row = document.elementFromPoint(pointer.x, pointer.y)?.closest<HTMLElement>(".q-row");
  return row && queue.contains(row) ? row : null;
}

/** Refresh, then scroll so that the row under the pointer is where it was. */
async function bring(queue: HTMLElement): Promise<void> {
  const list = queue.querySelector<HTMLElement>(".q-list");
  const row = rowUnder(queue);
  const top = row?.getBoundingClientRect().top ?? 0;
  await refresh(["queue"]).catch(() => undefined);
  if (!row?.isConnected || !list) return;
  const moved = row.getBoundingClientRect().top - top;
  if (moved === 0) return;
  // Where the list cannot scroll far enough, empty space takes the place of the rows that left.
  const below = list.scrollHeight - list.clientHeight - list.scrollTop;
  if (moved > below) list.style.paddingBottom = `${list.clientHeight}px`;
  const above = -moved - list.scrollTop;
  if (above > 0) list.style.paddingTop = `${above}px`;
  list.scrollTop += moved;
}

/** Keep the queue current. */
export function hold(queue: HTMLElement): void {
  const later = (wait: number): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      const calm = REST - (Date.now() - pressed);
      if (calm > 0) later(calm);
      else void bring(queue);
    }, wait);
  };
  queue.addEventListener("pointermove", (event) => (pointer = { x: event.clientX, y: event.clientY }));
  queue.addEventListener("pointerleave", () => {
    pointer = null;
    const list = queue.querySelector<HTMLElement>(".q-list");
    list?.style.removeProperty("padding-bottom");
    list?.style.removeProperty("padding-top");
  });
  onNews((news) => {
    if (concerns(queue, news)) later(100);
  });
  queue.addEventListener("crossed", () => later(CROSSED));
  document.addEventListener("clock-jumped", () => later(0));
}
