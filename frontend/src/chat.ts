// The customer's conversation. The token of the conversation and the browser's own secret lie in
// localStorage of this page; what was not confirmed yet lies in the outbox and is sent again.

import "../css/tokens.css";
import "../css/base.css";
import "../css/atoms.css";
import "../css/shell.css";
import "../css/chat.css";
import "./icons.svg?url";
import { begin, now, zone } from "./lib/clock";
import { by, local } from "./lib/countdown";
import { Outbox } from "./lib/outbox";

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
const outbox = new Outbox(localStorage, "chat:waiting");
const GAP = 5 * 60_000;
const RETRY = 4000;

let newest = 0;
let lastShown = 0;
let stream: EventSource | null = null;
let sending = false;

function secret(): string {
  const kept = localStorage.getItem("chat:visitor");
  if (kept) return kept;
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const made = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  localStorage.setItem("chat:visitor", made);
  return made;
}

const token = (): string | null => localStorage.getItem("chat:token");

function when(at: number): string {
  const then = local(at, zone);
  const today = local(now(), zone);
  const day = then.day === today.day && then.month === today.month && then.year === today.year;
  return `${day ? "今天" : `${then.month}月${then.day}日`} ${then.time}`;
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

function failed(id: string, words: string): void {
  const item = list.querySelector<HTMLElement>(`[data-waiting="${id}"]`);
  if (!item || item.querySelector(".again")) return;
  const again = document.createElement("button");
  again.type = "button";
  again.className = "again";
  again.textContent = `${words} 再发一次`;
  again.addEventListener("click", () => {
    again.remove();
    void drain();
  });
  item.append(again);
}

async function post(path: string, body: unknown): Promise<Response> {
  return fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** Send what waits, oldest first, one at a time; the same id again is harmless. */
async function drain(): Promise<void> {
  if (sending) return;
  sending = true;
  try {
    for (const item of outbox.all()) {
      const held = token();
      const answer = held
        ? await post(`/chat/${held}/messages`, { text: item.text, client_id: item.id })
        : await post("/chat/start", { visitor: secret(), text: item.text, client_id: item.id });
      if (answer.status === 404 && held) {
        localStorage.removeItem("chat:token");
        window.setTimeout(() => void drain(), 0);
        return;
      }
      if (!answer.ok) {
        const problem = (await answer.json().catch(() => ({}))) as { message?: string; remedy?: string };
        failed(item.id, problem.message ? `${problem.message}${problem.remedy ?? ""}` : "没有发出，");
        if (answer.status < 500 && answer.status !== 429) outbox.done(item.id);
        return;
      }
      const got = (await answer.json()) as Partial<Story> & { token?: string; visitor?: string; message?: Message };
      outbox.done(item.id);
      list.querySelector(`[data-waiting="${item.id}"]`)?.remove();
      if (got.token) {
        localStorage.setItem("chat:token", got.token);
        if (got.visitor) localStorage.setItem("chat:visitor", got.visitor);
        tell({ messages: got.messages ?? [], open: got.open ?? true, promises: got.promises ?? [] });
        listen();
      } else if (got.message) show(got.message);
    }
  } catch (problem) {
    if (!(problem instanceof TypeError)) throw problem;
    outbox.all().forEach(({ id }) => failed(id, "没有网络，连上后自动发出。"));
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
  const item = { id: crypto.randomUUID(), text, at: now() };
  outbox.add(item);
  waitingBubble(item.id, text);
  box.value = "";
  localStorage.removeItem("chat:draft");
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
box.addEventListener("input", () => localStorage.setItem("chat:draft", box.value));
byId("leave")?.addEventListener("click", () => parent.postMessage("shouwen:close", "*"));
visualViewport?.addEventListener("resize", toEnd);

async function start(): Promise<void> {
  box.value = localStorage.getItem("chat:draft") ?? "";
  const held = token();
  if (held) {
    const answer = await fetch(`/chat/${held}/history`).catch(() => null);
    if (answer?.ok) {
      tell((await answer.json()) as Story);
      listen();
    } else if (answer?.status === 404) localStorage.removeItem("chat:token");
    else window.setTimeout(() => void start(), RETRY);
  }
  outbox.all().forEach((item) => {
    if (!list.querySelector(`[data-waiting="${item.id}"]`)) waitingBubble(item.id, item.text);
  });
  void drain();
  toEnd();
}
void start();
