// The server's time, without asking it every second. The device's clock may be wrong, be set while
// the page is open, or stand still during sleep; what we keep is its distance from the server's.

const root = document.documentElement;
export const zone = root.dataset["zone"] ?? "Asia/Shanghai";

let offset = 0;
let wall = Date.now();
let steady = performance.now();
const listeners = new Set<() => void>();

/** Milliseconds since 1970 by the server's clock. */
export function now(): number {
  return Date.now() + offset;
}

/** Learn the server's time from an answer that arrived just now. */
export function learn(server: number): void {
  if (!Number.isFinite(server)) return;
  offset = server - Date.now();
  wall = Date.now();
  steady = performance.now();
  listeners.forEach((call) => call());
}

/** Call `call` whenever the clock was corrected. */
export function onLearnt(call: () => void): void {
  listeners.add(call);
}

/** True when the device's clock jumped against its steady timer: someone set it, or it slept. */
export function jumped(): boolean {
  const drift = Date.now() - wall - (performance.now() - steady);
  wall = Date.now();
  steady = performance.now();
  return Math.abs(drift) > 2000;
}

/** The first paint carries the server's time of writing; it took until `responseStart` to get here. */
export function begin(): void {
  const written = Number(root.dataset["now"]);
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const arrived = performance.timeOrigin + (navigation?.responseStart ?? 0);
  if (Number.isFinite(written) && written > 0) offset = written - arrived;
}
