// Two small voices: a polite region for those who listen, a toast for those who look.

let region: HTMLElement | null = null;
let last = 0;
let waiting = 0;

/** Announce a sentence; at most one in `gap` milliseconds, the newest wins. */
export function announce(text: string, gap = 0): void {
  if (!region) {
    region = document.getElementById("polite");
    if (!region) return;
  }
  clearTimeout(waiting);
  const wait = Math.max(0, last + gap - Date.now());
  waiting = window.setTimeout(() => {
    last = Date.now();
    if (region) region.textContent = text;
  }, wait);
}

export function toast(text: string, seconds = 5): void {
  const box = document.getElementById("toasts");
  if (!box) return;
  const line = document.createElement("p");
  line.className = "toast";
  line.textContent = text;
  box.replaceChildren(line);
  let timer = window.setTimeout(() => line.remove(), seconds * 1000);
  line.addEventListener("mouseenter", () => clearTimeout(timer));
  line.addEventListener("mouseleave", () => (timer = window.setTimeout(() => line.remove(), 2000)));
  announce(text);
}
