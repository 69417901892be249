// The leader's list: pushed, at most once in five seconds.

import "../css/board.css";
import "./desk";
import { onNews } from "./lib/live";
import { refresh } from "./lib/regions";

const PAUSE = 5000;
let last = 0;
let timer: number | undefined;

function bring(): void {
  clearTimeout(timer);
  timer = window.setTimeout(
    () => {
      last = Date.now();
      void refresh(["figures", "lanes", "aside"]).catch(() => undefined);
    },
    Math.max(0, last + PAUSE - Date.now()),
  );
}

onNews(bring);
document.addEventListener("crossed", bring);
