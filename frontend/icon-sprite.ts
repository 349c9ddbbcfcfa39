import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const LIST = fileURLToPath(new URL("./icons.txt", import.meta.url));
const FOLDER = new URL("./node_modules/lucide-static/icons/", import.meta.url);

function symbol(name: string): string {
  const svg = readFileSync(new URL(`${name}.svg`, FOLDER), "utf8");
  const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
}

/** Gather the Lucide icons named in icons.txt into one sprite that `{% icon %}` points into. */
export function iconSprite(): Plugin {
  return {
    name: "icon-sprite",
    buildStart() {
      this.addWatchFile(LIST);
    },
    generateBundle() {
      const names = readFileSync(LIST, "utf8").split("\n").filter(Boolean);
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${names.map(symbol).join("")}</svg>\n`;
      this.emitFile({ type: "asset", fileName: "icons.svg", source });
    },
  };
}
