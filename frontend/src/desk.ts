// What every page of the desk has: clock, theme, popovers, provenance cards, live parts, keys.

import "../css/tokens.css";
import "../css/base.css";
import "../css/atoms.css";
import "../css/panels.css";
import "../css/shell.css";
import "./icons.svg?url";
import "./count-down";
import { unask } from "./lib/asking";
import { begin, now, zone } from "./lib/clock";
import { local } from "./lib/countdown";
import { bind, bindOutside } from "./lib/keys";
import { concerns, follow, onNews } from "./lib/live";
import { close, openAt } from "./lib/popover";
import { refresh, saysMore, submit } from "./lib/regions";
import { hold, toast } from "./lib/say";

begin();

const page = document.documentElement;
const byId = (id: string): HTMLElement | null => document.getElementById(id);

/** Clock of the top bar; the server wrote the first one. */
function clock(): void {
  const words = byId("clock");
  if (words) {
    const at = local(now(), zone);
    words.textContent = at.time;
    const left = 60_000 - (now() % 60_000);
    window.setTimeout(clock, Math.min(left, 60_000) + 20);
  }
}

/** 条 tags and whatever else has a card: the card opens beside it; a second press closes it. */
async function openCard(anchor: HTMLElement): Promise<void> {
  const panel = byId("card");
  // o:5c82… is an obligation; /handbook/enterprise/4.3.1 alone has its card at /card/clause/enterprise:4.3.1
  const url =
    anchor.dataset["card"]?.replace(/^o:/, "/card/obligation/") ??
    anchor.getAttribute("href")?.replace(/^\/handbook\/([^/]+)\//, "/card/clause/$1:");
  if (!panel || !url) return;
  if (panel.dataset["for"] === url && panel.matches(":popover-open")) return close(panel);
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok) {
    location.assign(anchor.getAttribute("href") ?? url);
    return;
  }
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  panel.replaceChildren(...Array.from(parsed.body.childNodes));
  panel.dataset["for"] = url;
  openAt(panel, anchor);
}

/** The form of a step opens beside its button. */
async function openPanel(anchor: HTMLAnchorElement): Promise<void> {
  const box = byId("panel");
  if (!box) return;
  if (box.dataset["for"] === anchor.href && box.matches(":popover-open")) return close(box);
  const answer = await fetch(anchor.href, { credentials: "same-origin", headers: { "X-Regions": "panel" } });
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  const words = answer.ok ? parsed.body : (parsed.querySelector("main") ?? parsed.body);
  box.replaceChildren(...Array.from(words.childNodes));
  box.dataset["for"] = anchor.href;
  openAt(box, anchor);
  const field = box.querySelector<HTMLElement>("select, textarea, input:not([type=hidden])");
  (field ?? box.querySelector<HTMLElement>("button, a"))?.focus();
}

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const step = target.closest<HTMLAnchorElement>("a[data-panel]");
  if (step && byId("panel") && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    openPanel(step).catch(() => location.assign(step.href));
    return;
  }
  const tagged = target.closest<HTMLElement>("[data-card], a.tiao");
  if (tagged && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    void openCard(tagged);
    return;
  }
  const opener = target.closest<HTMLElement>("[popovertarget]");
  const panel = opener && byId(opener.getAttribute("popovertarget") ?? "");
  if (opener && panel && panel.dataset["at"] !== undefined) {
    event.preventDefault();
    if (panel.matches(":popover-open")) close(panel);
    else openAt(panel, opener);
  }
});

/** What was pressed may be gone after its act: then the keys go on in the reply, or else in the page. */
function goOn(): void {
  if (document.activeElement !== document.body) return;
  const reply = matchMedia("(min-width: 900px)").matches ? document.querySelector<HTMLElement>("reply-box") : null;
  (reply ?? byId("main"))?.focus({ preventScroll: true });
}

/** The field of a panel that the refusal is about, marked until it is changed. */
function wrongField(form: HTMLFormElement, notice: HTMLElement | null | undefined): HTMLElement | null {
  const name = notice?.dataset["field"];
  if (!name || !form.closest("[popover]")) return null;
  const field = form.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]:not([type=hidden])`);
  field?.setAttribute("aria-invalid", "true");
  field?.addEventListener("change", () => unask(field), { once: true });
  return field;
}

/** Send a form without leaving the page, and say what came of it. */
async function send(form: HTMLFormElement, presser: HTMLElement | null, names: readonly string[]): Promise<void> {
  const panel = form.closest<HTMLElement>("[popover]");
  try {
    const answer = await submit(form, presser, names);
    if (answer.status < 300) {
      if (panel) close(panel);
      const followed = saysMore(answer.html);
      if (followed) toast(followed, 12);
      else if (form.dataset["done"]) toast(form.dataset["done"]);
      if (form.dataset["clear"] !== undefined) form.reset();
      const next = form.dataset["next"];
      document.querySelector<HTMLElement>(next ?? ":not(*)")?.focus();
      goOn();
    } else {
      const notice = byId("notice")?.querySelector<HTMLElement>("[tabindex]");
      panel?.querySelector(".banner")?.remove();
      if (panel) unask(panel);
      // Said once, where it was pressed.
      if (panel && notice) panel.prepend(notice);
      (wrongField(form, notice) ?? notice)?.focus();
      if (!notice) toast("没有办成，请刷新这一页再试一次。");
    }
  } catch (problem) {
    if (!(problem instanceof TypeError)) throw problem;
    toast("没有存上，连不上服务器。内容还在，连上后再按一次。");
  } finally {
    form.removeAttribute("aria-busy");
  }
}

/** Forms with data-regions are sent without leaving the page; with data-hold a moment later. */
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const names = form.dataset["regions"]?.split(",");
  if (names === undefined || event.defaultPrevented) return;
  event.preventDefault();
  // A second press while the first is on its way asks for nothing more.
  if (form.getAttribute("aria-busy")) return;
  const presser = event.submitter;
  form.setAttribute("aria-busy", "true");
  const words = form.dataset["hold"];
  if (words === undefined) void send(form, presser, names);
  else hold(words, () => send(form, presser, names), () => form.removeAttribute("aria-busy"));
});

/** Theme: change at once, then tell the server. */
document.addEventListener("click", (event) => {
  const choice = (event.target as Element).closest<HTMLButtonElement>("button[name=theme]");
  if (!choice?.form) return;
  event.preventDefault();
  page.dataset["theme"] = choice.value;
  const body = new FormData(choice.form, choice);
  void fetch(choice.form.action, { method: "POST", body, credentials: "same-origin" });
  choice.form.querySelectorAll("button").forEach((other) => {
    other.setAttribute("aria-pressed", String(other === choice));
  });
  const panel = choice.closest<HTMLElement>("[popover]");
  if (panel) close(panel);
});

/** Regions are asked for again on news of the topics they carry; data-slow ones see to it themselves. */
let due: number | undefined;
const wanted = new Set<string>();
export function soon(...names: string[]): void {
  names.forEach((name) => wanted.add(name));
  clearTimeout(due);
  due = window.setTimeout(() => {
    const list = [...wanted];
    wanted.clear();
    if (list.length) void refresh(list).catch(() => undefined);
  }, 120);
}
onNews((news) => {
  for (const part of document.querySelectorAll<HTMLElement>("[data-on]")) {
    if (part.dataset["slow"] === undefined && concerns(part, news)) soon(part.id);
  }
});
document.addEventListener("clock-jumped", () => soon("bell"));

const live = page.dataset["live"];
if (live) {
  follow(live);
  document.addEventListener("placed", () => follow(live));
}

const go = (url: string) => (): void => location.assign(url);
const help = byId("help");
bind("Ctrl+KeyK", () => document.querySelector<HTMLInputElement>(".search input")?.select());
bindOutside("?", () => help?.showPopover());
bindOutside("KeyP", () => {
  const held = document.activeElement;
  const near = held?.closest<HTMLElement>("li, .q-row, .clause");
  const tag = held?.closest<HTMLElement>(".tiao") ?? near?.querySelector<HTMLElement>(".tiao");
  if (tag) void openCard(tag);
});
let chord = 0;
bindOutside("KeyG", () => (chord = Date.now()));
for (const link of document.querySelectorAll<HTMLAnchorElement>(".rail a[data-key]")) {
  bindOutside(`Key${link.dataset["key"]}`, () => {
    if (Date.now() - chord < 1500) go(link.href)();
  });
}
clock();
