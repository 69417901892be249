// The strip under the draft: the gravest finding, its clause, why, and words that are better.

import { announce } from "./lib/say";
import { known, type Part, parts, sentence, waiting } from "./lib/slots";

export interface Finding {
  clause: string;
  /** Number as people say it, 6.1.2. */
  number: string;
  /** Address of the clause in the reader. */
  url: string;
  /** Address of its provenance card. */
  card: string;
  title: string;
  /** What is left out, in words; empty where nothing is. */
  missing: string;
  severity: "stop" | "urge" | "hint";
  /** Code points of the draft; null = about all of it, or something is left out. */
  span: [number, number] | null;
  message: string;
  instead: string;
  override: boolean;
  /** An absence that belongs at the beginning. */
  first: boolean;
}

const MARKS = { stop: "broken", urge: "risk", hint: "waiting" } as const;
const RANK = { stop: 0, urge: 1, hint: 2 } as const;
const WORDS = { stop: "拦", urge: "劝", hint: "提" } as const;
const SVG = "http://www.w3.org/2000/svg";

function make<K extends keyof HTMLElementTagNameMap>(tag: K, cls: string, text = ""): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (text) node.textContent = text;
  return node;
}

function drawing(name: string, cls: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", cls);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${document.documentElement.dataset["icons"]}#${name}`);
  svg.append(use);
  return svg;
}

const mark = (name: string): SVGSVGElement => drawing(name, `m m-${name}`);

/** The name of a finding: what is left out is said as such. */
const named = (found: Finding): string => (found.missing ? `还差：${found.missing}` : found.title);

function line(...nodes: (Node | string)[]): HTMLElement {
  const row = make("div", "c-line");
  row.append(...nodes);
  return row;
}

export class Strip {
  findings: readonly Finding[] = [];
  #kept: readonly { title: string }[] = [];
  #order: number[] = [];
  #at = 0;
  #parts: Part[] = [];
  #hide = 0;
  #said = 0;
  #busy = false;
  /** A sentence stands in place of the findings until they are asked for again. */
  #noted = false;

  constructor(
    readonly box: HTMLElement,
    readonly slots: string,
    readonly replace: (index: number, sentence: string) => void,
    readonly dispute: (finding: Finding) => void,
    readonly next: () => void,
  ) {}

  get words(): string {
    const found = this.#current;
    return found ? `${WORDS[found.severity]}，${named(found)}，条款 ${found.number}：${found.message}` : "";
  }

  get #current(): Finding | undefined {
    return this.findings[this.#order[this.#at] ?? -1];
  }

  show(findings: readonly Finding[], kept: readonly { title: string }[], busy = false): void {
    this.#busy = busy;
    const before = this.#current;
    const known = new Set(this.findings.map(({ clause }) => clause));
    const same = JSON.stringify(findings) === JSON.stringify(this.findings) && kept.length === this.#kept.length;
    this.findings = findings;
    this.#kept = kept;
    this.#order = findings.map((_, index) => index);
    // What is there and wrong comes before what may still be written.
    const place = (item: Finding): number => 2 * RANK[item.severity] + (item.span ? 0 : 1);
    this.#order.sort((a, b) => place(findings[a]!) - place(findings[b]!) || a - b);
    if (same && !this.#noted && !this.box.hidden) return;
    const again = this.#order.findIndex((index) => findings[index]?.clause === before?.clause);
    // Where one was looked at it stays in sight, unless a new one is graver.
    const first = findings[this.#order[0] ?? -1];
    const graver = first && before && !known.has(first.clause) && RANK[first.severity] < RANK[before.severity];
    this.#at = graver ? 0 : Math.max(0, again);
    this.#draw();
    clearTimeout(this.#said);
    if (findings.length) this.#said = window.setTimeout(() => announce(this.words, 1000), 1000);
  }

  /** Go to the first finding that holds; answers its index among the findings. */
  toStop(): number {
    const at = this.#order.findIndex((index) => this.findings[index]?.severity === "stop");
    this.#at = Math.max(0, at);
    this.#draw();
    return this.#order[this.#at] ?? -1;
  }

  step(by: number): number {
    if (!this.#order.length) return -1;
    this.#at = (this.#at + by + this.#order.length) % this.#order.length;
    this.#draw();
    return this.#order[this.#at] ?? -1;
  }

  take(): void {
    const found = this.#current;
    if (!found?.instead) return;
    const empty = waiting(this.#parts);
    if (empty.length) {
      this.box.querySelector<HTMLInputElement>("input.slot:placeholder-shown")?.focus();
      return;
    }
    this.replace(this.#order[this.#at] ?? -1, sentence(this.#parts));
  }

  unreachable(): void {
    this.#say("检查暂时连不上，发送时会再查一遍。");
  }

  note(text: string): void {
    this.#say(text);
    announce(text);
  }

  #say(text: string): void {
    this.#only(line(mark("exc"), make("span", "", text)));
    this.#noted = true;
  }

  #only(row: HTMLElement): void {
    clearTimeout(this.#hide);
    this.box.replaceChildren(row);
    this.box.hidden = false;
  }

  #draw(): void {
    clearTimeout(this.#hide);
    this.#noted = false;
    const found = this.#current;
    if (!found) {
      // What is not shown is not praised either: no mark of 守 while remarks are held back.
      if (this.#busy) this.#only(line(make("span", "", "没有必须改的，可以发送。对话多，其余提示先不显示")));
      else if (this.#kept.length) this.#only(this.#keptLine(`已守：${this.#names()}`));
      // The strip stays for a second, so that the text does not jump.
      else this.#hide = window.setTimeout(() => (this.box.hidden = true), 1000);
      return;
    }
    const rows = [this.#head(found)];
    this.#parts = parts(found.instead, known(this.slots));
    if (found.instead) rows.push(this.#better(found.missing !== ""));
    rows.push(this.#foot(found));
    this.box.replaceChildren(...rows);
    this.box.hidden = false;
  }

  #head(found: Finding): HTMLElement {
    const tag = make("a", found.severity === "stop" ? "tiao broken" : "tiao");
    tag.href = found.url;
    tag.dataset["card"] = found.card;
    tag.setAttribute("aria-label", `条款 ${found.number} ${found.title}`);
    tag.append(make("i", "", "条"), make("span", "", found.number));
    const strength = make("span", "unseen", WORDS[found.severity]);
    const row = line(
      mark(MARKS[found.severity]),
      strength,
      make("b", "", named(found)),
      tag,
      make("span", "why", found.message),
      this.#counter(),
    );
    row.classList.add("c-found");
    return row;
  }

  /** 1 / 3: one press goes on to the next, and after the last begins again. */
  #counter(): HTMLElement {
    const [at, all] = [this.#at + 1, this.#order.length];
    if (all < 2) return make("span", "meta", `${at} / ${all}`);
    const press = make("button", "c-next meta", `${at} / ${all}`);
    press.type = "button";
    press.title = "下一条（F8）";
    press.setAttribute("aria-label", `第 ${at} 条，共 ${all} 条，看下一条`);
    press.append(drawing("right", "i"));
    press.addEventListener("click", this.next);
    return press;
  }

  #better(missing: boolean): HTMLElement {
    const row = make("div", "c-better");
    const words = make("span", "");
    this.#parts.forEach((part, index) => {
      if (part.slot === null) words.append(part.text);
      else if (part.text) words.append(make("span", "slot", part.text));
      else words.append(this.#emptySlot(part.slot, index));
    });
    const press = make("button", "b small main", missing ? "补上" : "替换");
    press.type = "button";
    press.append(make("kbd", "", "Alt 1"));
    press.addEventListener("click", () => this.take());
    row.append(words, press);
    return row;
  }

  #emptySlot(name: string, index: number): HTMLInputElement {
    const field = make("input", "slot");
    field.placeholder = name;
    field.setAttribute("aria-label", name);
    field.addEventListener("input", () => (this.#parts[index] = { text: field.value, slot: name }));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.take();
    });
    return field;
  }

  #foot(found: Finding): HTMLElement {
    const wrong = make("button", "link push", "这里不该提示？");
    wrong.type = "button";
    wrong.addEventListener("click", () => this.dispute(found));
    const kept = this.#kept.length ? this.#keptLine(`已守：${this.#names()}`) : line();
    kept.append(wrong);
    kept.classList.add("meta");
    return kept;
  }

  #names(): string {
    const names = this.#kept.slice(0, 4).map(({ title }) => title);
    return names.join("、") + (this.#kept.length > 4 ? "等" : "");
  }

  #keptLine(text: string): HTMLElement {
    return line(mark("kept"), make("span", "cut", text));
  }
}
