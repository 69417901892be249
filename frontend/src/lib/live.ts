// One stream of events for the page. Events carry ids and kinds only, never words; the page then
// asks for the parts that changed. After a break the browser sends Last-Event-ID and nothing is lost.

import { learn } from "./clock";

export interface News {
  topic: string;
  kind: string;
  case?: string;
  now?: number;
}

type Listener = (news: News) => void;

const listeners = new Set<Listener>();
let source: EventSource | null = null;
let lost = 0;

export function onNews(call: Listener): void {
  listeners.add(call);
}

function offline(is: boolean): void {
  const banner = document.getElementById("offline");
  if (banner) banner.hidden = !is;
}

/** Open the stream; every message is told to the listeners. */
export function listen(url: string): void {
  source = new EventSource(url);
  source.onopen = () => {
    clearTimeout(lost);
    lost = 0;
    offline(false);
  };
  source.onerror = () => {
    if (!lost) lost = window.setTimeout(() => offline(true), 4000);
    if (source?.readyState === EventSource.CLOSED) {
      source.close();
      window.setTimeout(() => listen(url), 5000);
    }
  };
  source.onmessage = (event: MessageEvent<string>) => {
    const news = JSON.parse(event.data) as News;
    if (news.now) learn(news.now);
    listeners.forEach((call) => call(news));
  };
}

window.addEventListener("offline", () => offline(true));
window.addEventListener("online", () => offline(false));
window.addEventListener("pagehide", () => source?.close());
