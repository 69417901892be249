// One stream of news for the page: ids of what changed, never words. The page then asks for the parts
// that hang on them. Which topics it follows is written on those parts: data-on="case:C1 person:P1".

export interface News {
  topics: string[];
  kind: string;
  seq?: number;
}

type Listener = (news: News) => void;

const SOON = 5000;
const returning = new Set<() => void>();
const listeners = new Set<Listener>();
let source: EventSource | null = null;
let following = "";
let lost: number | undefined;

/** Hear all news of the page's topics. */
export function onNews(call: Listener): void {
  listeners.add(call);
}

/** Hear when the desk can be reached again. Answers how to hear no more. */
export function onBack(call: () => void): () => void {
  returning.add(call);
  return () => returning.delete(call);
}

function back(): void {
  offline(false);
  returning.forEach((call) => call());
}

/** Whether news concern one of the topics written on `part`. */
export function concerns(part: HTMLElement, news: News): boolean {
  return (part.dataset["on"] ?? "").split(" ").some((topic) => news.topics.includes(topic));
}

function offline(is: boolean): void {
  clearTimeout(lost);
  lost = undefined;
  const banner = document.getElementById("offline");
  if (!banner) return;
  banner.hidden = !is;
  const where = navigator.onLine ? "连不上服务器，正在重连" : "没有网络";
  const words = banner.querySelector("span");
  if (words) words.textContent = `${where}。草稿已存本机，时钟仍在走。`;
}

function tell(news: News): void {
  listeners.forEach((call) => call(news));
}

/** Follow the topics that stand on the page now; the same topics keep the open stream. */
export function follow(address: string): void {
  const topics = new Set<string>();
  for (const part of document.querySelectorAll<HTMLElement>("[data-on]")) {
    for (const topic of (part.dataset["on"] ?? "").split(" ")) if (topic) topics.add(topic);
  }
  const query = [...topics].sort().map((topic) => `topic=${encodeURIComponent(topic)}`).join("&");
  if (!query || (query === following && source)) return;
  following = query;
  source?.close();
  const stream = new EventSource(`${address}?${query}`);
  source = stream;
  // What happened between the painting of the page and this stream is in no message: ask once.
  const everything = (): void => tell({ topics: [...topics], kind: "sync" });
  stream.addEventListener("open", back);
  stream.addEventListener("open", everything, { once: true });
  stream.addEventListener("sync", everything);
  stream.addEventListener("change", (event) => tell(JSON.parse((event as MessageEvent<string>).data) as News));
  stream.onerror = () => {
    lost ??= window.setTimeout(() => offline(true), SOON);
    if (stream.readyState !== EventSource.CLOSED || source !== stream) return;
    source = null;
    window.setTimeout(() => follow(address), SOON);
  };
}

window.addEventListener("offline", () => offline(true));
window.addEventListener("online", back);
window.addEventListener("pagehide", () => source?.close());
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
