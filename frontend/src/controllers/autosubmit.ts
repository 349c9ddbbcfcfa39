import { Controller } from "@hotwired/stimulus";

/** Submit a form a moment after its last change: searches and filters. */
export default class extends Controller<HTMLFormElement> {
  static override values = { delay: { type: Number, default: 250 } };
  declare readonly delayValue: number;
  private timer = 0;

  override disconnect(): void {
    clearTimeout(this.timer);
  }

  later(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.now(), this.delayValue);
  }

  now(): void {
    clearTimeout(this.timer);
    this.element.requestSubmit();
  }
}
