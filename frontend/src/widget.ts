// One script tag puts the chat on a page of the company's own site:
//   <script src="https://desk.example.com/widget.js" defer></script>
// The page inside the frame is the desk's; this file only shows and hides it.
{
  const tag = document.currentScript as HTMLScriptElement | null;
  const origin = tag ? new URL(tag.src).origin : "";
  const label = tag?.dataset["label"] ?? "联系客服";
  const host = document.createElement("div");
  // A shadow root: the page's styles cannot reach in, ours cannot leak out.
  const root = host.attachShadow({ mode: "open" });
  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial; position: fixed; right: 20px; bottom: 20px; z-index: 2147483000; }
    button { min-height: 48px; padding: 0 20px; border: 0; border-radius: 24px; background: #1d5591; color: #fff;
      font: 600 16px/24px system-ui, sans-serif; cursor: pointer; box-shadow: 0 4px 16px rgb(22 33 31 / 20%); }
    button:hover { background: #17457a; }
    button:focus-visible { outline: 2px solid #1d5591; outline-offset: 2px; }
    iframe { position: fixed; right: 20px; bottom: 20px; width: min(390px, calc(100vw - 40px)); height: min(680px, calc(100vh - 40px));
      border: 1px solid #cdd3cf; border-radius: 14px; background: #f2f4f2; box-shadow: 0 4px 16px rgb(22 33 31 / 20%); }
    @media (max-width: 599px) { iframe { inset: 0; width: 100vw; height: 100dvh; border: 0; border-radius: 0; } }
    [hidden] { display: none; }`);
  root.adoptedStyleSheets = [style];
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-expanded", "false");
  let frame: HTMLIFrameElement | null = null;

  const show = (open: boolean): void => {
    if (!frame) {
      frame = document.createElement("iframe");
      frame.src = `${origin}/chat?frame=1`;
      frame.title = label;
      root.append(frame);
    }
    frame.hidden = !open;
    button.hidden = open;
    button.setAttribute("aria-expanded", String(open));
    (open ? frame : button).focus();
  };
  button.addEventListener("click", () => show(true));
  addEventListener("message", (event: MessageEvent) => {
    if (event.origin === origin && event.source === frame?.contentWindow && event.data === "shouwen:close") show(false);
  });
  root.append(button);
  const attach = (): void => void document.body.append(host);
  if (document.body) attach();
  else addEventListener("DOMContentLoaded", attach);
}
