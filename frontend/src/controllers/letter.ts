import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";

/**
 * Show what is being written as its reader will see it, a moment after each change. The words are copied into a form
 * of their own, which posts them into a frame: nothing is saved, and the form that is being filled stays as it is.
 */
export default class extends Controller<HTMLElement> {
  static override targets = ["source", "form", "answer"];
  static override values = { delay: { type: Number, default: 500 } };
  declare readonly sourceTarget: HTMLFormElement;
  declare readonly formTarget: HTMLFormElement;
  declare readonly answerTarget: HTMLElement;
  declare readonly delayValue: number;
  private timer = 0;

  override connect(): void {
    this.now();
  }

  override disconnect(): void {
    clearTimeout(this.timer);
  }

  later(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.now(), this.delayValue);
  }

  now(): void {
    // Read one by one: whoever may only look has the fields disabled, and FormData would leave them out.
    const written = this.sourceTarget.elements;
    for (const copy of this.formTarget.querySelectorAll<HTMLInputElement>('input[type="hidden"]')) {
      const field = written.namedItem(copy.name);
      if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) copy.value = field.value;
    }
    this.formTarget.submit();
    htmx.trigger(this.answerTarget, "read");
  }
}
