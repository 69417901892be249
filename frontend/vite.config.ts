import { defineConfig } from "vitest/config";

// One entry a page family; what they share becomes a chunk that the browser keeps.
// `widget` is pasted into other people's pages, so its name must never change.
export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    outDir: "../src/shouwen_desk/static_built",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    cssTarget: ["chrome111", "firefox114", "safari16.4"],
    rolldownOptions: {
      input: {
        desk: "src/desk.ts",
        workbench: "src/workbench.ts",
        handbook: "src/handbook.ts",
        board: "src/board.ts",
        form: "src/form.ts",
        chat: "src/chat.ts",
        widget: "src/widget.ts",
      },
      output: {
        entryFileNames: (chunk) => (chunk.name === "widget" ? "widget.js" : "[name]-[hash].js"),
        chunkFileNames: "shared-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
  test: { include: ["test/**/*.test.ts"], css: true },
});
