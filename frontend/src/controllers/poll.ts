import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";

const PATIENT = 5;

/**
 * Look for news: from time to time and, where there is a `stream` of server-sent events, as soon as it says so. The
 * element gets the event `poll`, which htmx can listen to. It holds still while the page is hidden, or while someone
 * has a card in hand or a menu open inside, for nothing may move under their fingers.
 */
export default class extends Controller<HTMLElement> {
  static override values = { every: { type: Number, default: 4000 }, stream: String };
  declare readonly everyValue: number;
  declare readonly streamValue: string;
  private timer = 0;
  private source: EventSource | null = null;
  private missed = false;
  private beats = 0;

  override connect(): void {
    this.timer = window.setInterval(() => this.beat(), this.everyValue);
    document.addEventListener("visibilitychange", this.returned);
    if (this.streamValue) this.listen();
  }

  override disconnect(): void {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.returned);
    this.source?.close();
  }

  now = (): void => {
    this.missed = this.isBusy;
    if (!this.missed) htmx.trigger(this.element, "poll");
  };

  private listen(): void {
    this.source = new EventSource(this.streamValue);
    this.source.addEventListener("message", this.now);
    this.source.addEventListener("changed", this.now);
  }

  /** With an open stream asking is only a safety net. */
  private beat(): void {
    this.beats += 1;
    const streaming = this.source?.readyState === EventSource.OPEN;
    if (this.missed || !streaming || this.beats % PATIENT === 0) this.now();
  }

  private returned = (): void => {
    if (!document.hidden) this.now();
  };

  private get isBusy(): boolean {
    return document.hidden || this.element.querySelector(".is-ghost, .is-dragged, .is-saving, :popover-open") !== null;
  }
}
