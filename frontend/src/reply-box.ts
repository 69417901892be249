// <reply-box>: the composer. A plain textarea with a mirror behind it that carries the underlines.
// The draft is checked 250 ms after the last key, never while an input method composes, and is kept
// in this browser only.

import { ask } from "./lib/asking";
import { drawn } from "./lib/ids";
import { bind, composing } from "./lib/keys";
import { onBack } from "./lib/live";
import { pieces, placeFor, shifted, unitOf } from "./lib/offsets";
import { place, saysMore, signedOut } from "./lib/regions";
import { announce, hold, settle, toast } from "./lib/say";
import { type Finding, Strip } from "./strip";

interface Checked {
  findings: Finding[];
  kept: { clause: string; title: string }[];
  /** Slots of a better wording that still wait for words, as they stand in the draft: {时间}. */
  blanks?: string[];
  /** Many chats are open: only what holds a message is shown. */
  busy?: boolean;
  /** What the draft promises and until when, in words. */
  promises?: string;
}

const REST = 250;
const WEEK = 7 * 86_400_000;

function forget(): void {
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith("draft:")) continue;
    const { at } = JSON.parse(localStorage.getItem(name) ?? "{}") as { at?: number };
    if (!at || Date.now() - at > WEEK) localStorage.removeItem(name);
  }
}

export class ReplyBox extends HTMLElement {
  #box!: HTMLTextAreaElement;
  #mirror!: HTMLElement;
  #form!: HTMLFormElement;
  #send!: HTMLButtonElement;
  #strip!: Strip;
  #checkedText = "";
  /** The text that what is shown was found in. */
  #judged = "";
  #spans: ([number, number] | null)[] = [];
  #timer = 0;
  #asking: AbortController | null = null;
  #asked = false;
  #clientId = "";
  #composing = false;
  #blanks: string[] = [];
  /** The words changed since they were judged, and nobody answers: only the desk can hold them, when they are sent. */
  #unknown = false;
  /** What was to be sent and did not go out. */
  #unsent = "";
  #leave = (): void => {};

  connectedCallback(): void {
    const find = <T extends Element>(name: string): T => this.querySelector<T>(name)!;
    this.#form = find("form");
    this.#box = find("textarea");
    this.#send = find("[data-send]");
    // An empty reply is simply not sent; the browser has nothing to say about it.
    this.#form.noValidate = true;
    this.#mirror = document.createElement("div");
    this.#mirror.className = "c-mirror";
    this.#mirror.setAttribute("aria-hidden", "true");
    this.#box.before(this.#mirror);
    this.#strip = new Strip(find(".c-strip"), this.dataset["slots"] ?? "", this.#take, this.#dispute, () => this.step(1));
    this.#box.addEventListener("input", this.#typed);
    this.#box.addEventListener("scroll", () => (this.#mirror.scrollTop = this.#box.scrollTop));
    this.#box.addEventListener("compositionstart", () => (this.#composing = true));
    this.#box.addEventListener("compositionend", () => {
      this.#composing = false;
      this.#typed();
    });
    this.#box.addEventListener("keydown", this.#key);
    this.#form.addEventListener("submit", this.#submit);
    this.querySelector("[data-anyway]")?.addEventListener("click", this.#anyway);
    this.#leave = onBack(() => void this.#again());
    this.#restore();
  }

  disconnectedCallback(): void {
    this.#leave();
  }

  get #draftName(): string {
    return `draft:${this.dataset["person"]}:${this.dataset["case"]}`;
  }

  #restore(): void {
    forget();
    const kept = localStorage.getItem(this.#draftName);
    if (kept && this.#box.value === "") this.#box.value = (JSON.parse(kept) as { text: string }).text;
    // Words may have been written before this script came.
    if (this.#box.value) {
      this.#remember();
      void this.#check();
    }
    this.#paint();
  }

  #remember(): void {
    if (this.#box.value) localStorage.setItem(this.#draftName, JSON.stringify({ text: this.#box.value, at: Date.now() }));
    else localStorage.removeItem(this.#draftName);
  }

  #typed = (): void => {
    const text = this.#box.value;
    this.#spans = this.#spans.map((span) => span && shifted(this.#checkedText, text, span));
    this.#checkedText = text;
    this.#clientId = "";
    this.#paint();
    clearTimeout(this.#timer);
    if (this.#composing) return;
    this.#timer = window.setTimeout(() => {
      this.#remember();
      void this.#check();
    }, REST);
  };

  /** Ask what an inspector would find. Nothing of the draft is stored by asking. */
  async #check(): Promise<void> {
    const text = this.#box.value;
    this.#asking?.abort();
    if (!text.trim()) {
      this.#asked = false;
      this.#show({ findings: [], kept: [] }, text);
      return;
    }
    this.#asking = new AbortController();
    const body = new FormData(this.#form);
    try {
      const answer = await fetch(this.dataset["check"] ?? "", {
        method: "POST",
        body,
        signal: this.#asking.signal,
        credentials: "same-origin",
      });
      if (!answer.ok) throw new TypeError(String(answer.status));
      const checked = (await answer.json()) as Checked;
      if (this.#box.value === text && !this.#composing) this.#show(checked, text);
    } catch (problem) {
      if (!(problem instanceof TypeError)) return;
      this.#strip.unreachable();
      this.#lost(text);
    }
  }

  #lost(text: string): void {
    this.#unknown = this.#judged !== text;
    this.#gate();
  }

  /** The desk is there again: what could not be checked is checked, and what did not go out is named. */
  async #again(): Promise<void> {
    const text = this.#box.value;
    if (!this.#unknown && this.#unsent !== text) return;
    await this.#check();
    if (text && this.#unsent === text && this.#box.value === text && !this.#unknown && !this.#strip.findings.length) {
      this.#strip.note("连上了。这一句还没有发出，请再按一次发送。");
    }
  }

  #show(checked: Checked, text: string): void {
    const found = checked.findings;
    this.#checkedText = text;
    this.#judged = text;
    this.#unknown = false;
    this.#spans = found.map(({ span }) => (span ? [unitOf(text, span[0]), unitOf(text, span[1])] : null));
    this.#blanks = checked.blanks ?? [];
    this.#promise(checked.promises ?? "");
    const vague = this.#waiting.find((blank) => !blank.startsWith("{"));
    this.#strip.show(found, vague === undefined ? checked.kept : [], checked.busy ?? false);
    // A slot was filled, and not with what it asks for.
    if (vague !== undefined && !found.length) this.#strip.note(this.#wanted(vague));
    this.#paint();
    this.#gate();
  }

  /** What holds the message now. What is left out can still be written: it holds once sending was pressed. */
  get #holding(): Finding[] {
    if (this.#unknown) return [];
    return this.#strip.findings.filter((item) => item.severity === "stop" && (this.#asked || item.span !== null));
  }

  #promise(words: string): void {
    const row = this.querySelector<HTMLElement>("[data-promises]");
    if (!row) return;
    row.hidden = !words;
    row.textContent = words;
  }

  /** Blanks that still stand in the draft. */
  get #waiting(): string[] {
    return this.#blanks.filter((blank) => this.#box.value.includes(blank));
  }

  #paint(): void {
    const found = this.#strip.findings;
    const text = this.#box.value;
    const parts = pieces(text, this.#spans).map(({ text: words, finding }) => {
      const severity = found[finding]?.severity;
      if (!severity || severity === "hint") return document.createTextNode(words);
      const mark = document.createElement("span");
      mark.className = `u-${severity}`;
      mark.textContent = words;
      return mark;
    });
    // A last empty line needs something to stand on, or the mirror is one line shorter.
    this.#mirror.replaceChildren(...parts, document.createTextNode("\u200b"));
    this.#mirror.scrollTop = this.#box.scrollTop;
  }

  #gate(): void {
    const all = this.#holding;
    const stops = all.length;
    const blanks = this.#waiting.length;
    const words = this.#send.querySelector("span");
    this.#send.classList.toggle("gate", stops + blanks > 0);
    this.#send.classList.toggle("main", stops + blanks === 0);
    this.#send.querySelector("svg")?.toggleAttribute("hidden", stops + blanks === 0);
    this.#send.querySelector("kbd")?.toggleAttribute("hidden", stops + blanks > 0);
    if (words) words.textContent = stops ? `改好 ${stops} 处即可发送` : blanks ? `填好 ${blanks} 处即可发送` : "发送";
    const anyway = this.querySelector<HTMLElement>("[data-anyway]");
    if (anyway) anyway.hidden = !(stops > 0 && all.every((item) => item.override));
    if (stops === 0) this.querySelector("[data-reason]")?.toggleAttribute("hidden", true);
  }

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#post(event.submitter);
  };

  async #post(presser: HTMLElement | null = null): Promise<void> {
    const text = this.#box.value;
    if (!text.trim() || this.getAttribute("aria-busy")) return;
    const reason = this.querySelector<HTMLInputElement>("[name=override_reason]");
    const overriding = reason !== null && !reason.closest<HTMLElement>("[data-reason]")?.hidden && reason.value.trim() !== "";
    this.#asked = true;
    // Pressed beside the field for the reason, which is empty.
    if (presser?.closest("[data-reason]") && reason && !overriding) {
      ask(reason, "这里还空着，请写明为什么仍要发。");
      return reason.focus();
    }
    // What was mended since the last check is for the desk to judge: it holds the message where it must.
    if (!overriding && this.#holding.length > 0 && this.#judged === text) return this.#first();
    if (this.#waiting.length) return this.#toBlank();
    this.#clientId ||= drawn();
    const body = new FormData(this.#form);
    body.set("client_id", this.#clientId);
    if (!overriding) body.delete("override_reason");
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.setAttribute("aria-busy", "true");
    try {
      // What is said of this very draft is about words that have not gone out yet.
      await settle();
      const answer = await fetch(this.#form.action, {
        method: "POST",
        body,
        credentials: "same-origin",
        headers: { "X-Regions": this.dataset["regions"] ?? "" },
      });
      if (signedOut(answer)) {
        this.#remember();
        location.assign(answer.url);
      } else if (answer.status === 409) {
        this.#show((await answer.json()) as Checked, text);
        if (this.#holding.length > 0) this.#first();
        else this.#toBlank();
      } else if (answer.ok) {
        this.#sent(await answer.text());
      } else {
        const html = await answer.text();
        place(html);
        if (!html.includes('id="notice"')) this.#strip.note("没有发出。请刷新这一页再发，内容已留在本机。");
      }
    } catch (problem) {
      if (!(problem instanceof TypeError)) throw problem;
      this.#strip.note("没有发出，连不上。内容已留在本机，再按一次发送。");
      this.#unsent = text;
      this.#remember();
      this.#lost(text);
    } finally {
      this.removeAttribute("aria-busy");
    }
  }

  #sent(html: string): void {
    this.#box.value = "";
    this.#unsent = "";
    this.#clientId = "";
    this.#asked = false;
    this.#remember();
    const reason = this.querySelector<HTMLInputElement>("[name=override_reason]");
    if (reason) reason.value = "";
    this.#show({ findings: [], kept: [] }, "");
    place(html);
    announce("已发送");
    this.#box.focus({ preventScroll: true });
  }

  /** Put the caret on the first finding that holds. */
  #first(): void {
    this.#gate();
    const at = this.#strip.toStop();
    this.#select(at);
    announce(this.#strip.words);
  }

  /** Put the caret on the first slot that nobody filled. */
  #toBlank(): void {
    const blank = this.#waiting[0];
    if (blank === undefined) return;
    const at = this.#box.value.indexOf(blank);
    this.#box.focus();
    this.#box.setSelectionRange(at, at + blank.length);
    this.#strip.note(this.#wanted(blank));
  }

  #wanted(blank: string): string {
    if (blank.startsWith("{")) return `还有空位没填：${blank.slice(1, -1)}`;
    return `“${blank}”没有说到什么时候，请写到几点，如“今天16:00${blank.slice(-1)}”。`;
  }

  #select(index: number): void {
    const span = this.#spans[index];
    this.#box.focus();
    if (span) this.#box.setSelectionRange(span[0], span[1]);
  }

  /** Take the better wording in place of what was found; an absence is added at its place. */
  #take = (index: number, sentence: string): void => {
    const span = this.#spans[index];
    const text = this.#box.value;
    this.#box.focus();
    // Pressed once more before the answer came, or after the words themselves were changed: they are gone.
    if (!span && this.#strip.findings[index]?.span) return;
    if (span) this.#box.setSelectionRange(...placeFor(text, span, sentence));
    else this.#box.setSelectionRange(...(this.#strip.findings[index]?.first ? ([0, 0] as const) : ([text.length, text.length] as const)));
    // Typing it, rather than setting the value, keeps the browser's own undo.
    if (!document.execCommand("insertText", false, sentence)) {
      this.#box.setRangeText(sentence, this.#box.selectionStart, this.#box.selectionEnd, "end");
      this.#typed();
    }
    clearTimeout(this.#timer);
    this.#remember();
    void this.#check();
  };

  #dispute = (finding: Finding): void => {
    // The number of this very draft: a second press, or sending it unchanged, is known to be the same.
    this.#clientId ||= drawn();
    const body = new FormData(this.#form);
    body.set("clause", finding.clause);
    body.set("client_id", this.#clientId);
    const url = this.dataset["dispute"] ?? "";
    hold("这一句会报给手册编辑", async () => {
      const answer = await fetch(url, {
        method: "POST",
        body,
        credentials: "same-origin",
        headers: { "X-Regions": "head" },
        keepalive: true,
      }).catch(() => null);
      const more = answer?.ok ? saysMore(await answer.text()) : "";
      if (more) toast(`已记下这一句。${more}`, 12);
      else toast(answer?.ok ? "已记下这一句，手册编辑会看。" : "没有记下，请再按一次。");
    });
  };

  #anyway = (): void => {
    const row = this.querySelector<HTMLElement>("[data-reason]");
    if (!row) return;
    row.hidden = false;
    row.querySelector("input")?.focus();
  };

  #key = (event: KeyboardEvent): void => {
    if (composing(event)) return;
    if (event.code === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      void this.#post();
    } else if (event.code === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      document.execCommand("insertText", false, "\n");
    }
  };

  step(by: number): void {
    this.#select(this.#strip.step(by));
  }

  takeCurrent(): void {
    this.#strip.take();
  }

  override focus(): void {
    this.#box.focus();
  }
}

customElements.define("reply-box", ReplyBox);

const present = (): ReplyBox | null => document.querySelector("reply-box");
bind("F8", () => present()?.step(1));
bind("Shift+F8", () => present()?.step(-1));
bind("Alt+Digit1", () => present()?.takeCurrent());
