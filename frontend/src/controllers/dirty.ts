import { Controller } from "@hotwired/stimulus";

/** Warn before leaving a form with changes that are not saved. */
export default class extends Controller<HTMLFormElement> {
  override connect(): void {
    this.element.addEventListener("input", this.mark);
    this.element.addEventListener("change", this.mark);
    this.element.addEventListener("submit", this.clear);
    window.addEventListener("beforeunload", this.warn);
  }

  override disconnect(): void {
    this.element.removeEventListener("input", this.mark);
    this.element.removeEventListener("change", this.mark);
    this.element.removeEventListener("submit", this.clear);
    window.removeEventListener("beforeunload", this.warn);
  }

  mark = (): void => this.element.setAttribute("data-dirty", "");

  private clear = (): void => this.element.removeAttribute("data-dirty");

  private warn = (event: BeforeUnloadEvent): void => {
    if (this.element.hasAttribute("data-dirty")) event.preventDefault();
  };
}
