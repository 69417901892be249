// Popovers stand beside what opened them, inside the window. Escape and focus are the browser's.

const GAP = 6;
const EDGE = 12;

/** Show `panel` beside `anchor`: below if there is room, else above; never off the window. */
export function openAt(panel: HTMLElement, anchor: HTMLElement): void {
  if (!panel.matches(":popover-open")) panel.showPopover();
  const from = anchor.getBoundingClientRect();
  const size = panel.getBoundingClientRect();
  const left = Math.max(EDGE, Math.min(from.left, innerWidth - size.width - EDGE));
  const below = from.bottom + GAP;
  const top = below + size.height + EDGE <= innerHeight ? below : Math.max(EDGE, from.top - GAP - size.height);
  panel.style.left = `${left}px`;
  panel.style.top = `${top}px`;
  opener = anchor;
}

let opener: HTMLElement | null = null;

/** Hide `panel`; focus goes back to what opened it if it was inside. */
export function close(panel: HTMLElement): void {
  const inside = panel.contains(document.activeElement);
  if (panel.matches(":popover-open")) panel.hidePopover();
  if (inside) opener?.focus({ preventScroll: true });
}
