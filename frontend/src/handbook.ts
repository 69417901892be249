// The reader needs little: a chosen clause opens its right column without a new page.

import "../css/handbook.css";
import "./desk";
import { bind, bindOutside } from "./lib/keys";
import { refresh } from "./lib/regions";
import { toast } from "./lib/say";

const byId = (id: string): HTMLElement | null => document.getElementById(id);

async function choose(link: HTMLAnchorElement): Promise<void> {
  await refresh(["aside"], link.href);
  history.replaceState({}, "", link.href);
  document.querySelector(".clause[aria-current]")?.removeAttribute("aria-current");
  const clause = link.closest(".clause");
  clause?.setAttribute("aria-current", "true");
  clause?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-choose]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  choose(link).catch(() => location.assign(link.href));
});

function go(by: number): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("a[data-choose]")];
  const at = links.findIndex((link) => link.closest(".clause")?.hasAttribute("aria-current"));
  const next = links[at + by];
  if (!next) return;
  next.focus();
  void choose(next);
}
for (const [key, by] of [["KeyJ", 1], ["KeyK", -1]] as const) {
  bind(`Alt+${key}`, () => go(by));
  bindOutside(key, () => go(by));
}
document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
  const words = button && document.getElementById(button.dataset["copy"] ?? "");
  if (!(words instanceof HTMLTextAreaElement)) return;
  words.select();
  // Where the page is not on a secure address the old way still copies what is selected.
  const done = navigator.clipboard ? navigator.clipboard.writeText(words.value) : Promise.reject(new TypeError("no clipboard"));
  done.catch(() => void document.execCommand("copy")).then(() => toast("已复制，粘到条款的例子里"));
});
byId("chapter-choice")?.addEventListener("change", (event) => {
  location.assign((event.target as HTMLSelectElement).value);
});
document.querySelector(".clause[aria-current]")?.scrollIntoView({ block: "center" });
