import css from "../css/tokens.css?raw";
import { describe, expect, it } from "vitest";


function block(from: string): Record<string, string> {
  const start = css.indexOf("{", css.indexOf(from)) + 1;
  const body = css.slice(start, css.indexOf("}", start));
  return Object.fromEntries(
    body.split(";").flatMap((line) => {
      const at = line.indexOf(":");
      return at > 0 ? [[line.slice(0, at).trim(), line.slice(at + 1).trim()]] : [];
    }),
  );
}

function luminance(colour: string): number {
  const long = colour.length === 4 ? colour.replace(/[0-9a-f]/gi, "$&$&") : colour;
  const [r, g, b] = [1, 3, 5].map((i) => {
    const part = parseInt(long.slice(i, i + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

const light = block(":root {");
const dark = { ...light, ...block('[data-theme="dark"]') };

describe("tokens", () => {
  it("gives a reader who follows the system the same dark values", () => {
    expect(block('[data-theme="system"]')).toEqual(block('[data-theme="dark"]'));
  });

  for (const [name, theme] of [["light", light], ["dark", dark]] as const) {
    it(`keeps text readable in ${name}`, () => {
      const texts = ["--t1", "--t2", "--t3", "--accent-text", "--kept", "--risk", "--broken", "--exc"];
      for (const text of texts) {
        for (const ground of ["--surface", "--canvas", "--sunken"]) {
          expect(contrast(theme[text]!, theme[ground]!), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
        }
      }
      for (const state of ["kept", "risk", "broken", "exc"]) {
        expect(contrast(theme[`--${state}`]!, theme[`--${state}-soft`]!), state).toBeGreaterThanOrEqual(4.5);
      }
      expect(contrast(theme["--on-accent"]!, theme["--accent"]!)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(theme["--ctl"]!, theme["--surface"]!)).toBeGreaterThanOrEqual(3);
    });
  }
});
