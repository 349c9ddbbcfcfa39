import { Controller } from "@hotwired/stimulus";
import { onFilled } from "../swaps";

/** A native dialog that also opens when htmx fills it, and closes by a click beside it or on a `dialog:close` event. */
export default class extends Controller<HTMLDialogElement> {
  static override values = { open: Boolean };
  declare readonly openValue: boolean;
  private forget = (): void => {};

  override connect(): void {
    this.forget = onFilled(this.element, this.show);
    this.element.addEventListener("click", this.clickedBeside);
    document.body.addEventListener("dialog:close", this.close);
    if (this.openValue) this.show();
  }

  override disconnect(): void {
    this.forget();
    this.element.removeEventListener("click", this.clickedBeside);
    document.body.removeEventListener("dialog:close", this.close);
  }

  show = (): void => {
    if (this.element.open || !this.element.hasChildNodes()) return;
    this.element.showModal();
    this.element.querySelector<HTMLElement>("[autofocus], [aria-invalid=true]")?.focus();
  };

  close = (): void => this.element.close();

  private clickedBeside = (event: MouseEvent): void => {
    if (event.target !== this.element) return;
    const box = this.element.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && !this.element.querySelector("[data-dirty]")) this.close();
  };
}
