// Bring a part of the page up to date without replacing what did not change, so that the caret,
// the scroll, open popovers and a running composition survive. Children are paired by id or data-key.

const key = (node: Node): string | null =>
  node instanceof Element ? node.id || node.getAttribute("data-key") : null;

/** Elements that own their content: the server's version never overwrites what a person is doing. */
const kept = (node: Element): boolean => node.hasAttribute("data-keep");

function attributes(from: Element, to: Element): void {
  for (const { name, value } of Array.from(to.attributes)) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  for (const { name } of Array.from(from.attributes)) {
    if (!to.hasAttribute(name) && name !== "open" && !name.startsWith("data-local")) from.removeAttribute(name);
  }
}

function pairs(a: Node, b: Node): boolean {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && key(a) === key(b);
}

/** Make `from` equal to `to`. */
export function morph(from: Element, to: Element): void {
  if (kept(from)) return;
  attributes(from, to);
  const keyed = new Map<string, Node>();
  for (const child of Array.from(from.childNodes)) {
    const name = key(child);
    if (name) keyed.set(name, child);
  }
  let at: ChildNode | null = from.firstChild;
  for (const want of Array.from(to.childNodes)) {
    const name = key(want);
    const known = name ? keyed.get(name) : undefined;
    if (known && known !== at && known.nodeName === want.nodeName) from.insertBefore(known, at);
    const have: ChildNode | null = known && known.nodeName === want.nodeName ? (known as ChildNode) : at;
    if (have && pairs(have, want)) {
      at = have.nextSibling;
      if (have instanceof Element && want instanceof Element) {
        if (!have.isEqualNode(want)) morph(have, want);
      } else if (have.nodeValue !== want.nodeValue) {
        have.nodeValue = want.nodeValue;
      }
    } else {
      from.insertBefore(want, at);
    }
  }
  while (at) {
    const next: ChildNode | null = at.nextSibling;
    at.remove();
    at = next;
  }
}
