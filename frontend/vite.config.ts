import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { iconSprite } from "./icon-sprite.ts";

// Names are fixed: Django's manifest storage adds the content hash when static files are collected.
export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [tailwindcss(), iconSprite()],
  build: {
    outDir: "../src/kindred/web/static/dist",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      input: "src/kindred.ts",
      output: {
        entryFileNames: "kindred.js",
        assetFileNames: (asset) => (asset.names[0]?.endsWith(".css") ? "kindred.css" : "[name][extname]"),
      },
    },
  },
});
