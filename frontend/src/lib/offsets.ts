// The checker counts code points of the original text; a textarea counts UTF-16 units.

/** Index in UTF-16 units of the code point at `point`. */
export function unitOf(text: string, point: number): number {
  let unit = 0;
  for (let i = 0; i < point && unit < text.length; i++) {
    unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
  }
  return unit;
}

/** Code points before the UTF-16 index `unit`. */
export function pointOf(text: string, unit: number): number {
  let point = 0;
  for (let i = 0; i < unit && i < text.length; point++) {
    i += (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
  }
  return point;
}

export interface Piece {
  text: string;
  /** Index of the finding that covers the piece, -1 for none. */
  finding: number;
}

/** Cut `text` where spans (UTF-16, the first of overlapping ones wins) begin and end. */
export function pieces(text: string, spans: readonly (readonly [number, number] | null)[]): Piece[] {
  const owner = new Int16Array(text.length).fill(-1);
  spans.forEach((range, index) => {
    if (!range) return;
    for (let i = range[0]; i < range[1] && i < owner.length; i++) if (owner[i] === -1) owner[i] = index;
  });
  const out: Piece[] = [];
  let start = 0;
  for (let i = 1; i <= text.length; i++) {
    if (i === text.length || owner[i] !== owner[start]) {
      out.push({ text: text.slice(start, i), finding: owner[start] ?? -1 });
      start = i;
    }
  }
  return out;
}

/** Whether `span` still covers the words it was found on after the text changed: the new span, or null.
 *  Spans before the edit stay, spans after it shift, spans that the edit touched are dropped. */
export function shifted(before: string, after: string, span: readonly [number, number]): [number, number] | null {
  let head = 0;
  const most = Math.min(before.length, after.length);
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const cut = before.length - tail;
  if (span[1] <= head) return [span[0], span[1]];
  if (span[0] >= cut) {
    const by = after.length - before.length;
    return [span[0] + by, span[1] + by];
  }
  return null;
}

const PAUSE = /[，,。.！!？?；;：:\n]/;

/** Where a better wording goes. A whole sentence takes the place of the part, between two marks, that holds the
 *  finding, so that no half of it is left standing around the new words; anything shorter takes the span alone. */
export function placeFor(text: string, span: readonly [number, number], wording: string): [number, number] {
  let [start, end] = span;
  if (!/[。！？!?]$/.test(wording)) return [start, end];
  while (start > 0 && !PAUSE.test(text.charAt(start - 1))) start--;
  // A finding may reach over the mark that ends its part; what follows is another's sentence.
  if (end > start && PAUSE.test(text.charAt(end - 1))) return [start, end];
  while (end < text.length && !PAUSE.test(text.charAt(end))) end++;
  if (end < text.length && text.charAt(end) !== "\n") end++;
  return [start, end];
}
