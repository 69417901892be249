// The workbench: a case opens without leaving the page, the queue keeps its order under the pointer.

import "../css/queue.css";
import "../css/thread.css";
import "../css/composer.css";
import "../css/context.css";
import "./desk";
import "./reply-box";
import { bind, bindOutside } from "./lib/keys";
import { onNews } from "./lib/live";
import { refresh } from "./lib/regions";
import { announce } from "./lib/say";
import { hold } from "./queue";

const bench = document.querySelector<HTMLElement>(".bench")!;
const byId = (id: string): HTMLElement | null => document.getElementById(id);

/** When the strip opens or the window shrinks, the newest words stay in sight. */
let low = true;
let size = "";
const sizeOf = (thread: HTMLElement): string => `${thread.scrollHeight} ${thread.clientHeight}`;
const watch = new ResizeObserver(() => {
  const thread = byId("thread");
  if (!thread) return;
  size = sizeOf(thread);
  if (low) thread.scrollTop = thread.scrollHeight;
});
function observe(): void {
  watch.disconnect();
  const thread = byId("thread");
  if (!thread) return;
  watch.observe(thread);
  // A scroll that comes of a new size is the browser's, not the reader's.
  thread.onscroll = () => {
    if (sizeOf(thread) === size) low = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 40;
    size = sizeOf(thread);
  };
}

function toEnd(): void {
  const thread = byId("thread");
  if (!thread) return;
  const divider = thread.querySelector(".ledger-line.unread");
  thread.scrollTop = thread.scrollHeight;
  low = !divider || divider.getBoundingClientRect().top >= thread.getBoundingClientRect().top;
  if (!low) divider?.scrollIntoView();
}

const tab = (url: string): string => new URL(url, location.href).searchParams.get("tab") ?? "mine";
const sameTab = (url: string): boolean => tab(url) === tab(location.href) && !url.includes("limit=");

/** Mark the open case in the queue, which itself did not change. */
function mark(open: string): void {
  for (const row of document.querySelectorAll<HTMLElement>(".q-row")) {
    const at = row.dataset["key"] === `q-${open}`;
    row.classList.toggle("at", at);
    row.querySelector(".q-go")?.toggleAttribute("aria-current", at);
  }
}

/** Open another case or tab in place. */
async function visit(url: string, push: boolean): Promise<void> {
  try {
    await refresh(sameTab(url) ? ["case", "context"] : ["queue", "case", "context"], url);
  } catch {
    location.assign(url);
    return;
  }
  if (push) history.pushState({}, "", url);
  const open = byId("case")?.dataset["case"] ?? "";
  mark(open);
  bench.classList.toggle("on-case", open !== "");
  bench.classList.remove("with-context");
  document.title = byId("case")?.dataset["title"] ?? document.title;
  toEnd();
  if (open && matchMedia("(min-width: 900px)").matches) document.querySelector<HTMLElement>("reply-box")?.focus();
  byId("queue")?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

bench.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-visit]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  void visit(link.href, true);
});
window.addEventListener("popstate", () => void visit(location.href, false));

function go(by: number): void {
  const rows = [...document.querySelectorAll<HTMLAnchorElement>("a.q-go")];
  const at = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const next = at < 0 ? rows[by > 0 ? 0 : rows.length - 1] : rows[at + by];
  if (next) void visit(next.href, true);
}
for (const [key, by] of [["KeyJ", 1], ["KeyK", -1]] as const) {
  bind(`Alt+${key}`, () => go(by));
  bindOutside(key, () => go(by));
}
bind("Alt+KeyN", () => {
  const first = document.querySelector<HTMLAnchorElement>("a.q-go");
  if (first) void visit(first.href, true);
});
bind("Alt+KeyO", () => {
  if (matchMedia("(min-width: 1200px)").matches) bench.classList.toggle("no-context");
  else bench.classList.toggle("with-context");
  if (bench.classList.contains("with-context")) byId("context")?.focus();
});
bench.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-drawer]")) bench.classList.toggle("with-context");
});

/** A key presses the button that a mouse would: same panel, same words. */
const press = (name: string) => (): void => {
  const button = document.querySelector<HTMLElement>(`[data-act="${name}"]`);
  if (!button) return;
  button.click();
};
bind("Alt+KeyT", press("transfer"));
bind("Alt+KeyS", press("pause"));
bind("Alt+KeyE", press("close"));
bind("Alt+KeyP", press("promise"));
bind("Alt+KeyV", press("judge"));
bind("Alt+KeyC", press("accept"));

/** 不是承诺 is remembered in this browser until the message is old; nothing is recorded by it. */
const NOT_PROMISED = "not-promised";
const dismissed = (): string[] => JSON.parse(localStorage.getItem(NOT_PROMISED) ?? "[]") as string[];
function hideDismissed(): void {
  for (const key of dismissed()) document.querySelector(`[data-key="h${CSS.escape(key)}"]`)?.remove();
  const first = document.querySelector("#context .heard form button");
  const panel = document.querySelector("#context [data-promise-panel]");
  const owner = first ?? panel;
  if (owner && !document.querySelector('#context [data-act="promise"]')) owner.setAttribute("data-act", "promise");
}
bench.addEventListener("click", (event) => {
  const key = (event.target as Element).closest<HTMLElement>("[data-not-promised]")?.dataset["notPromised"];
  if (!key) return;
  localStorage.setItem(NOT_PROMISED, JSON.stringify([...dismissed(), key].slice(-200)));
  hideDismissed();
  document.querySelector<HTMLElement>("reply-box textarea")?.focus();
});
new MutationObserver(hideDismissed).observe(bench, { childList: true, subtree: true });
hideDismissed();

/** A row leads to the place on the page where it is done. */
document.addEventListener("click", (event) => {
  const lead = (event.target as Element).closest<HTMLElement>("[data-lead]");
  if (!lead) return;
  const target = byId(lead.dataset["lead"] ?? "");
  if (!target) return;
  event.preventDefault();
  lead.closest<HTMLElement>("[popover]")?.hidePopover();
  target.scrollIntoView({ block: "nearest" });
  target.querySelector<HTMLElement>("textarea, input:not([type=hidden]), select, button")?.focus();
});

hold(byId("queue")!);

/** What stands open on a screen that somebody looks at is read. */
function read(): void {
  const open = byId("case")?.dataset["case"];
  const form = document.querySelector<HTMLFormElement>("reply-box form");
  if (!open || !form || document.hidden || !byId("thread")?.querySelector(".ledger-line.unread")) return;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", new FormData(form).get("csrfmiddlewaretoken") ?? "");
  void fetch(`/workbench/${open}/read`, { method: "POST", body, credentials: "same-origin" });
}
document.addEventListener("visibilitychange", read);

onNews((news) => {
  const open = byId("case")?.dataset["case"];
  if (open && news.kind === "message.received" && news.topics.includes(`case:${open}`)) announce("客户有新消息", 10_000);
});
document.addEventListener("placed", () => {
  const thread = byId("thread");
  if (thread?.dataset["case"] && thread.dataset["shown"] !== thread.dataset["case"]) {
    thread.dataset["shown"] = thread.dataset["case"];
    low = true;
    size = "";
    observe();
    toEnd();
  }
  read();
});
observe();
toEnd();
read();
