// Parts of a page that can be asked for alone. A page is always served whole; with the header
// X-Regions the server answers only the named parts, each an element with its id.

import { learn } from "./clock";
import { morph } from "./morph";

function selector(node: Element | null): string | null {
  for (let at = node; at && at !== document.body; at = at.parentElement) {
    const name = at.id ? `#${CSS.escape(at.id)}` : null;
    if (at === node && name) return name;
    const mark = at.getAttribute("data-key");
    if (at === node && mark) return `[data-key="${CSS.escape(mark)}"]`;
  }
  return null;
}

/** Put the answered parts in place; caret, scroll and focus stay where they are. */
export function place(html: string): void {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const held = document.activeElement;
  const again = selector(held);
  for (const fresh of Array.from(parsed.body.children)) {
    const old = fresh.id ? document.getElementById(fresh.id) : null;
    if (!old) continue;
    const bottom = old.hasAttribute("data-bottom") && old.scrollHeight - old.scrollTop - old.clientHeight < 40;
    const top = old.scrollTop;
    morph(old, fresh);
    old.scrollTop = bottom ? old.scrollHeight : top;
  }
  if (held instanceof HTMLElement && document.activeElement !== held) {
    const target = held.isConnected ? held : again ? document.querySelector<HTMLElement>(again) : null;
    target?.focus({ preventScroll: true });
  }
  document.dispatchEvent(new CustomEvent("placed"));
}

export interface Answer {
  status: number;
  html: string;
}

/** Whether the desk asked to sign in again instead of answering. */
export function signedOut(answer: Response): boolean {
  return answer.redirected && new URL(answer.url).pathname === "/sign-in";
}

/** What a press brought about beyond itself, as the answered head of the case says it; empty for nothing. */
export function saysMore(html: string): string {
  const said = new DOMParser().parseFromString(html, "text/html").querySelector("[data-followed]");
  return said?.textContent?.trim() ?? "";
}

async function ask(url: string, init: RequestInit, names: readonly string[]): Promise<Answer> {
  const headers = new Headers(init.headers);
  headers.set("X-Regions", names.join(","));
  const answer = await fetch(url, { ...init, headers, credentials: "same-origin" });
  learn(Number(answer.headers.get("X-Now") ?? NaN));
  if (signedOut(answer)) location.assign(answer.url);
  return { status: answer.status, html: await answer.text() };
}

/** Fetch the named regions of the present page and put them in place. */
export async function refresh(names: readonly string[], url = location.href): Promise<void> {
  const answer = await ask(url, {}, names);
  if (answer.status === 200) place(answer.html);
}

/** Send a form; the answer's regions are put in place. Throws TypeError when the network is gone. */
export async function submit(form: HTMLFormElement, submitter: HTMLElement | null, names: readonly string[]): Promise<Answer> {
  const body = new FormData(form, submitter);
  const url = submitter?.getAttribute("formaction") ?? form.action;
  // What was held back is sent when the page is left, and has to outlive it.
  const keepalive = form.dataset["hold"] !== undefined;
  const answer = await ask(url, { method: "POST", body, keepalive }, names);
  place(answer.html);
  return answer;
}
