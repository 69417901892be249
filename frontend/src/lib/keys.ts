// Keys by their place on the keyboard (event.code). While an input method composes, nothing is ours.

type Act = (event: KeyboardEvent) => void;

const anywhere = new Map<string, Act>();
const outside = new Map<string, Act>();

export const composing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

const writing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

function name(event: KeyboardEvent): string {
  // The one key that is known by what it writes: its place differs between keyboards.
  if (event.key === "?") return "?";
  const mod = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  return `${mod}${event.altKey ? "Alt+" : ""}${event.shiftKey ? "Shift+" : ""}${event.code}`;
}

/** Bind keys that work everywhere, also while writing: "Alt+KeyJ", "F8", "Ctrl+KeyK". */
export function bind(keys: string, act: Act): void {
  anywhere.set(keys, act);
}

/** Bind single keys that work only outside of text fields. */
export function bindOutside(keys: string, act: Act): void {
  outside.set(keys, act);
}

document.addEventListener("keydown", (event) => {
  if (composing(event) || event.defaultPrevented) return;
  const keys = name(event);
  const act = anywhere.get(keys) ?? (writing(event.target) ? undefined : outside.get(keys));
  if (!act) return;
  event.preventDefault();
  act(event);
});
