// The customer's conversation. The token of the conversation and the browser's own secret lie in
// localStorage of this page; what was not confirmed yet lies in the outbox and is sent again. The page
// stands before this script has come: what was written by then stays, and the button waits for it.

import "../css/tokens.css";
import "../css/base.css";
import "../css/atoms.css";
import "../css/shell.css";
import "../css/chat.css";
import "./icons.svg?url";
import { begin, now, zone } from "./lib/clock";
import { by, local } from "./lib/countdown";
import { drawn } from "./lib/ids";
import { Outbox, type Waiting } from "./lib/outbox";
import { storeOf } from "./lib/store";

interface Message {
  id: string;
  seq: number;
  from: "you" | "us";
  name: string;
  text: string;
  erased: boolean;
  at: string;
  client_id?: string;
}

interface Promised {
  text: string;
  due: string;
  state: "waiting" | "kept" | "late";
}

interface Story {
  messages: Message[];
  open: boolean;
  promises: Promised[];
  earlier?: number;
}

begin();

const byId = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;
const list = byId("talk");
const scroller = list.parentElement!;
const form = byId<HTMLFormElement>("say");
const box = form.querySelector("textarea")!;
const state = byId("state");
const store = storeOf(() => localStorage);
const outbox = new Outbox(store, "chat:waiting");
const GAP = 5 * 60_000;
const RETRY = 4000;

let newest = 0;
let lastShown = 0;
let stream: EventSource | null = null;
let sending = false;
let catchingUp = false;

function secret(): string {
  const kept = store.getItem("chat:visitor");
  if (kept) return kept;
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const made = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  store.setItem("chat:visitor", made);
  return made;
}

const token = (): string | null => store.getItem("chat:token");

function when(at: number): string {
  const then = local(at, zone);
  const today = local(now(), zone);
  const day = then.day === today.day && then.month === today.month && then.year === today.year;
  return `${day ? "今天" : `${then.month}月${then.day}日`}${then.time}`;
}

function toEnd(): void {
  scroller.scrollTop = scroller.scrollHeight;
}

function bubble(text: string, own: boolean): HTMLLIElement {
  const item = document.createElement("li");
  item.className = own ? "bubble own" : "bubble";
  item.textContent = text;
  return item;
}

function stamp(at: number): void {
  if (at - lastShown > GAP) {
    const line = document.createElement("li");
    line.className = "when";
    line.textContent = when(at);
    list.append(line);
  }
  lastShown = at;
}

function show(message: Message): void {
  if (document.querySelector(`[data-seq="${message.seq}"]`)) return;
  const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
  if (message.from === "you") {
    const mine = list.querySelector(`[data-waiting]`);
    if (mine && mine.querySelector(".words")?.textContent === message.text) mine.remove();
  }
  stamp(Date.parse(message.at));
  const item = bubble(message.erased ? "这条消息已依法删除" : message.text, message.from === "you");
  item.dataset["seq"] = String(message.seq);
  list.append(item);
  // What is still on its way stays below what has arrived.
  list.querySelectorAll("[data-waiting]").forEach((late) => list.append(late));
  newest = Math.max(newest, message.seq);
  if (message.from === "us") {
    state.textContent = message.name ? `${message.name} 正在为您服务` : "正在为您服务";
    byId("heard").textContent = message.text;
  }
  if (near || message.from === "you") toEnd();
}

function promises(rows: Promised[]): void {
  const card = byId("promised");
  card.hidden = rows.length === 0;
  card.querySelector("ul")!.replaceChildren(
    ...rows.map((row) => {
      const item = document.createElement("li");
      const what = document.createElement("b");
      const time = document.createElement("span");
      what.textContent = row.text;
      time.className = "t";
      const at = by(Date.parse(row.due), now(), zone);
      time.textContent = { waiting: at, kept: "已办到", late: `${at}，晚了` }[row.state];
      item.append(what, time);
      return item;
    }),
  );
}

function closed(is: boolean): void {
  byId("ended").hidden = !is;
}

function tell(story: Story): void {
  story.messages.forEach(show);
  promises(story.promises);
  closed(!story.open);
}

function waitingBubble(id: string, text: string): HTMLLIElement {
  const item = bubble("", true);
  const words = document.createElement("span");
  words.className = "words";
  words.textContent = text;
  item.classList.add("waiting");
  item.dataset["waiting"] = id;
  item.append(words);
  list.append(item);
  return item;
}

function failed(item: Waiting, words: string): void {
  const shown = list.querySelector<HTMLElement>(`[data-waiting="${item.id}"]`);
  if (!shown || shown.querySelector(".again")) return;
  const again = document.createElement("span");
  const press = document.createElement("button");
  again.className = "again";
  press.type = "button";
  press.textContent = "再发一次";
  again.append(words, press);
  press.addEventListener("click", () => {
    again.remove();
    outbox.add(item);
    void drain();
  });
  shown.append(again);
}

async function post(path: string, body: unknown): Promise<Response> {
  return fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** Send one; the same id again is harmless. False: those behind it wait. */
async function deliver(item: Waiting): Promise<boolean> {
  const held = token();
  const answer = held
    ? await post(`/chat/${held}/messages`, { text: item.text, client_id: item.id })
    : await post("/chat/start", { visitor: secret(), text: item.text, client_id: item.id });
  if (answer.status === 404 && held) {
    store.removeItem("chat:token");
    return true;
  }
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => ({}))) as { message?: string; remedy?: string };
    failed(item, problem.message ? `${problem.message}${problem.remedy ?? ""}` : "没有发出。");
    const refused = answer.status < 500 && answer.status !== 429;
    if (refused) outbox.done(item.id);
    return refused;
  }
  const got = (await answer.json()) as Partial<Story> & { token?: string; visitor?: string; message?: Message };
  outbox.done(item.id);
  list.querySelector(`[data-waiting="${item.id}"]`)?.remove();
  if (got.token) {
    store.setItem("chat:token", got.token);
    if (got.visitor) store.setItem("chat:visitor", got.visitor);
    tell({ messages: got.messages ?? [], open: got.open ?? true, promises: got.promises ?? [] });
    listen();
  } else if (got.message) show(got.message);
  return true;
}

/** Send what waits, oldest first, one at a time; what is written meanwhile goes out behind it. */
async function drain(): Promise<void> {
  if (sending || catchingUp) return;
  sending = true;
  try {
    for (let next = outbox.all()[0]; next; next = outbox.all()[0]) {
      if (!(await deliver(next))) return;
    }
  } catch (problem) {
    if (!(problem instanceof TypeError)) throw problem;
    outbox.all().forEach((item) => failed(item, "还没有发出，连上后自动发出。"));
    window.setTimeout(() => void drain(), RETRY);
  } finally {
    sending = false;
  }
}

function listen(): void {
  const held = token();
  if (!held || stream) return;
  stream = new EventSource(`/chat/${held}/live?after=${newest}`);
  stream.addEventListener("message", (event) => show(JSON.parse(event.data as string) as Message));
  stream.addEventListener("promises", (event) => promises(JSON.parse((event as MessageEvent<string>).data) as Promised[]));
  stream.addEventListener("closed", () => closed(true));
  stream.onopen = () => void drain();
  stream.onerror = () => {
    if (stream?.readyState !== EventSource.CLOSED) return;
    stream = null;
    window.setTimeout(listen, RETRY);
  };
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return;
  const item = { id: drawn(), text, at: now() };
  outbox.add(item);
  waitingBubble(item.id, text);
  box.value = "";
  grow();
  store.removeItem("chat:draft");
  closed(false);
  toEnd();
  void drain();
});
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  if (matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  form.requestSubmit();
});
const keepDraft = (): void => store.setItem("chat:draft", box.value);
box.addEventListener("input", keepDraft);
/** Where the styles cannot say so (`field-sizing`), the box is made as high as what is written. */
function grow(): void {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
}
box.addEventListener("input", grow);
byId("leave")?.addEventListener("click", () => parent.postMessage("shouwen:close", "*"));
visualViewport?.addEventListener("resize", toEnd);

/** What was said before; false where the desk could not be asked. */
async function catchUp(held: string): Promise<boolean> {
  const answer = await fetch(`/chat/${held}/history`).catch(() => null);
  if (answer?.ok) {
    tell((await answer.json()) as Story);
    listen();
  } else if (answer?.status === 404) store.removeItem("chat:token");
  else return false;
  return true;
}

async function start(): Promise<void> {
  const held = token();
  if (held) {
    // What is sent meanwhile waits, so that it stands below what was said before.
    catchingUp = true;
    try {
      if (!(await catchUp(held))) window.setTimeout(() => void start(), RETRY);
    } finally {
      catchingUp = false;
    }
  }
  outbox.all().forEach((item) => {
    if (!list.querySelector(`[data-waiting="${item.id}"]`)) waitingBubble(item.id, item.text);
  });
  void drain();
  toEnd();
}

// Words may stand in the box already; only an empty one takes the draft of last time.
if (box.value) keepDraft();
else box.value = store.getItem("chat:draft") ?? "";
grow();
state.textContent = state.dataset["ready"] ?? "";
byId("late").remove();
form.querySelector("button")!.disabled = false;
void start();
