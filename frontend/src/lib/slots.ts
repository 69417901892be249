// A better wording may carry slots: {时间}. What the case knows is filled, the rest waits for the agent.

export interface Part {
  text: string;
  /** Name of the slot, or null for plain words. */
  slot: string | null;
}

/** What is known of slots, written as 姓名=林晓雨;工号=0217. */
export function known(text: string): Map<string, string> {
  return new Map(text.split(";").flatMap((pair) => {
    const at = pair.indexOf("=");
    return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)] as const] : [];
  }));
}

/** Split a wording into words and slots, known ones filled. What is known as 是部门 fills {部门} after 是 only. */
export function parts(wording: string, fill: ReadonlyMap<string, string>): Part[] {
  const out: Part[] = [];
  let end = 0;
  for (const hit of wording.matchAll(/\{([^{}]+)\}/g)) {
    if (hit.index > end) out.push({ text: wording.slice(end, hit.index), slot: null });
    const name = hit[1] ?? "";
    const lead = wording.charAt(hit.index - 1);
    out.push({ text: fill.get(lead + name) ?? fill.get(name) ?? "", slot: name });
    end = hit.index + hit[0].length;
  }
  if (end < wording.length) out.push({ text: wording.slice(end), slot: null });
  return out;
}

/** Names of the slots that still wait for words. */
export function waiting(list: readonly Part[]): string[] {
  return list.flatMap((part) => (part.slot !== null && part.text.trim() === "" ? [part.slot] : []));
}

/** The sentence, slots filled. */
export function sentence(list: readonly Part[]): string {
  return list.map((part) => part.text.trim() || part.text).join("");
}
