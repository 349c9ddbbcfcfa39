import { Controller } from "@hotwired/stimulus";

/** Escape inside leaves the way that is marked: it presses the button which cancels. */
export default class extends Controller<HTMLElement> {
  static override targets = ["way"];
  declare readonly wayTarget: HTMLElement;

  override connect(): void {
    this.element.addEventListener("keydown", this.pressed);
    this.element.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
  }

  override disconnect(): void {
    this.element.removeEventListener("keydown", this.pressed);
  }

  private pressed = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    this.wayTarget.click();
  };
}
