// A field that was left empty says so in the desk's own words, under itself, in every browser's language.

const KEY = "asked";

function words(field: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement): string {
  if (field.validity.badInput) return "日期和时间没有写全，请补上。";
  if (field instanceof HTMLSelectElement) return "这里还没有选，请选一项。";
  if (field.type === "datetime-local") return "这里还没有选时间，请选日期和时分。";
  return "这里还空着，请写一句。";
}

/** Take back what is said of a field, or of every field in a part of the page. */
export function unask(part: Element): void {
  const marked = '[aria-invalid="true"]';
  const fields = part.matches(marked) ? [part] : [...part.querySelectorAll(marked)];
  for (const field of fields) {
    field.removeAttribute("aria-invalid");
    if (field.getAttribute("aria-describedby") === `${field.id}-${KEY}`) field.removeAttribute("aria-describedby");
    document.getElementById(`${field.id}-${KEY}`)?.remove();
  }
}

/** Mark a field until it is changed; what is said stands under it, or under the line that it shares. */
export function ask(field: HTMLElement, text: string): void {
  unask(field);
  field.setAttribute("aria-invalid", "true");
  const said = document.createElement("p");
  said.className = "asked";
  said.id = `${field.id}-${KEY}`;
  said.textContent = text;
  field.setAttribute("aria-describedby", said.id);
  (field.closest(".c-note") ?? field).after(said);
  field.addEventListener("input", () => unask(field), { once: true });
}

let first: HTMLElement | null = null;
document.addEventListener(
  "invalid",
  (event) => {
    const field = event.target as HTMLInputElement;
    if (field.type === "hidden") return;
    event.preventDefault();
    // What an earlier press was refused for is no news any more.
    if (!first) (field.closest("[popover]") ?? field.form)?.querySelectorAll(".banner.wrong").forEach((old) => old.remove());
    if (!first) unask(field.closest("[popover]") ?? field.form ?? field);
    ask(field, words(field));
    if (first) return;
    first = field;
    // After the last field of this press.
    window.setTimeout(() => {
      first?.focus();
      first = null;
    });
  },
  true,
);
