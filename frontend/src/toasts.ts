export type Tone = "good" | "info" | "warn" | "bad";

/** Show a short message at the corner of the window; the toasts controller listens. */
export function toast(text: string, tone: Tone = "info"): void {
  window.dispatchEvent(new CustomEvent("toast", { detail: { text, tone } }));
}
