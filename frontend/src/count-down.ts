// <count-down>: the server writes mark and words; this keeps them true as time passes.

import { jumped, now, onLearnt, zone } from "./lib/clock";
import { type Due, type Mark, shown } from "./lib/countdown";
import { announce } from "./lib/say";

const SVG = "http://www.w3.org/2000/svg";
const all = new Set<CountDown>();
let timer = 0;

/** One timer for all countdowns of the page; it sleeps until the next text changes. */
function tick(): void {
  clearTimeout(timer);
  if (jumped()) document.dispatchEvent(new CustomEvent("clock-jumped"));
  let wait = 60_000;
  for (const item of all) wait = Math.min(wait, item.show());
  timer = window.setTimeout(tick, Math.max(50, Math.min(wait, 60_000) + 5));
}

function instant(text: string | undefined): number | null {
  const value = text === undefined || text === "" ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

export class CountDown extends HTMLElement {
  #mark: Mark | null = null;

  connectedCallback(): void {
    all.add(this);
    this.setAttribute("role", "timer");
    clearTimeout(timer);
    timer = window.setTimeout(tick, 0);
  }

  disconnectedCallback(): void {
    all.delete(this);
  }

  /** Bring the text up to date; answers milliseconds until it changes next. */
  show(): number {
    if (this.dataset["fixed"] !== undefined) return Infinity;
    const item: Due = {
      due: instant(this.dataset["due"]),
      warn: instant(this.dataset["warn"]),
      opened: instant(this.dataset["opened"]),
      form: this.dataset["form"] === "by" ? "by" : "left",
    };
    const { mark, text, share, next } = shown(item, now(), zone);
    const words = this.querySelector("time");
    if (words && words.textContent !== text) words.textContent = text;
    if (mark !== this.#mark) {
      if (this.#mark !== null) this.#crossed(mark, text);
      this.#mark = mark;
    }
    this.#draw(mark, share);
    return next;
  }

  #draw(mark: Mark, share: number): void {
    this.className = `is-${mark}`;
    const picture = this.querySelector("svg");
    if (!picture) return;
    const ring = picture.querySelector(".share");
    if (ring && mark === "running") {
      ring.setAttribute("stroke-dasharray", `${share} 100`);
      return;
    }
    const use = picture.querySelector("use");
    const href = use?.getAttribute("href") ?? "";
    if (use && mark !== "running") {
      const wanted = href.replace(/#.*/, `#${mark}`);
      if (wanted !== href) use.setAttribute("href", wanted);
    } else if (ring) {
      const sprite = document.documentElement.dataset["icons"] ?? "";
      const fresh = document.createElementNS(SVG, "use");
      fresh.setAttribute("href", `${sprite}#${mark}`);
      picture.replaceChildren(fresh);
    }
    picture.setAttribute("class", `m m-${mark}`);
  }

  /** Only crossing the warning or the due time is said aloud, once. */
  #crossed(mark: Mark, text: string): void {
    const name = this.dataset["name"] ?? this.closest("[data-key]")?.querySelector("b")?.textContent ?? "";
    if (mark === "risk" || mark === "broken") announce(`${name}，${text}`);
    this.dispatchEvent(new CustomEvent("crossed", { bubbles: true, detail: mark }));
  }
}

customElements.define("count-down", CountDown);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) tick();
});
onLearnt(tick);
