// The reader needs little: a chosen clause opens its right column without a new page.

import "../css/handbook.css";
import "./desk";
import { bind, bindOutside } from "./lib/keys";
import { refresh } from "./lib/regions";

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
byId("chapter-choice")?.addEventListener("change", (event) => {
  location.assign((event.target as HTMLSelectElement).value);
});
document.querySelector(".clause[aria-current]")?.scrollIntoView({ block: "center" });
