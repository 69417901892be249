// A better wording may carry slots: {时间}. What the case knows is filled by the server as
// {时间=今天16:00前}; an empty one waits for the agent.

export interface Part {
  text: string;
  /** Name of the slot, or null for plain words. */
  slot: string | null;
}

/** Split a wording into words and slots. */
export function parts(wording: string): Part[] {
  const out: Part[] = [];
  let end = 0;
  for (const hit of wording.matchAll(/\{([^{}=]+)(?:=([^{}]*))?\}/g)) {
    if (hit.index > end) out.push({ text: wording.slice(end, hit.index), slot: null });
    out.push({ text: hit[2] ?? "", slot: hit[1] ?? "" });
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
