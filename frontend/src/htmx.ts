import htmx from "htmx.org";
import { csrfToken } from "./csrf";
import { toast } from "./toasts";
import { words } from "./words";

interface RequestEvent {
  ctx: {
    request: { method: string; headers: Record<string, string> };
    response?: { status: number };
    text?: string;
  };
}

/** Answers that are no fragment: they are said in a toast, and the page stays as it is. */
const REFUSALS: Record<number, string> = { 403: "forbidden", 404: "gone", 405: "failed" };

function refuse(): never {
  throw new Error("htmx may not evaluate code here: write a Stimulus controller instead of js: or hx-on.");
}

// Pages come from us, but what people type stands in them: markup that is swapped in must never run.
htmx.registerExtension("kindred", {
  init: (api: { initSecurity: (policy: null, run: unknown, runAsync: unknown) => void }) => {
    api.initSecurity(null, refuse, refuse);
  },
});
htmx.config.history = "reload";
htmx.config.includeIndicatorCSS = false;
// Set by scripts when a menu connects; a morph that took it away would leave the menu shut for good.
htmx.config.morphIgnore.push("popovertarget");

document.addEventListener("htmx:config:request", (event) => {
  const { request } = (event as CustomEvent<RequestEvent>).detail.ctx;
  if (request.method.toUpperCase() !== "GET") request.headers["X-CSRFToken"] = csrfToken();
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = (event as CustomEvent<RequestEvent>).detail;
  const status = ctx.response?.status ?? 200;
  const refusal = status >= 500 ? "failed" : REFUSALS[status];
  if (refusal) {
    event.preventDefault();
    toast(words(refusal), "bad");
  }
  if (ctx.text) ctx.text = ctx.text.replace(/<script\b[\s\S]*?<\/script\s*>/gi, "");
});

document.addEventListener("htmx:error", () => toast(words("offline"), "bad"));
