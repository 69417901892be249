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
  box.querySelectorAll(".toast:not(.held)").forEach((other) => other.remove());
  box.append(line);
  let timer = window.setTimeout(() => line.remove(), seconds * 1000);
  line.addEventListener("mouseenter", () => clearTimeout(timer));
  line.addEventListener("mouseleave", () => (timer = window.setTimeout(() => line.remove(), 2000)));
  announce(text);
}

interface Held {
  act: () => Promise<unknown>;
  line: HTMLElement;
  timer: number;
}
let held: Held | null = null;

function release(): Held | null {
  const was = held;
  held = null;
  if (was) {
    clearInterval(was.timer);
    was.line.remove();
  }
  return was;
}

/** Do at once what `hold` keeps, if anything. */
export async function settle(): Promise<void> {
  await release()?.act();
}

/** Do something in eight seconds unless 撤回 is pressed; the time stands still while the line is pointed
    at or focused. The next thing that is held, and leaving the page, do it at once. */
export function hold(text: string, act: () => Promise<unknown>, undone: () => void = () => undefined): void {
  void settle();
  const box = document.getElementById("toasts");
  if (!box) return void act();
  let left = 8;
  const line = document.createElement("p");
  line.className = "toast held";
  const words = document.createElement("span");
  words.textContent = text;
  const back = document.createElement("button");
  back.type = "button";
  const count = (): string => (back.textContent = `撤回 ${left}秒`);
  count();
  line.append(words, back);
  box.append(line);
  const timer = window.setInterval(() => {
    if (line.matches(":hover, :focus-within")) return;
    left -= 1;
    if (left > 0) count();
    else void settle();
  }, 1000);
  held = { act, line, timer };
  back.addEventListener("click", () => {
    release();
    undone();
    toast("已撤回，没有记下。");
  });
  announce(`${text}，${left} 秒内可以撤回。`);
}

window.addEventListener("pagehide", () => void settle());
