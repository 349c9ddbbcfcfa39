export type Tone = "good" | "info" | "warn" | "bad";

/** A button in a message: when it is pressed, `event` goes to the window with `detail`. */
export interface Offer {
  label: string;
  event: string;
  detail: unknown;
}

export interface Toast {
  text: string;
  tone?: Tone;
  offer?: Offer;
}

/** Show a short message at the corner of the window; the toasts controller listens. */
export function toast(text: string, tone: Tone = "info", offer?: Offer): void {
  window.dispatchEvent(new CustomEvent<Toast>("toast", { detail: { text, tone, ...(offer && { offer }) } }));
}
