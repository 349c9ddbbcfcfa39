import { Controller } from "@hotwired/stimulus";
import { onFilled } from "../swaps";

/** The panel on the right: opens when htmx fills it, leaves the page usable beside it, gives the focus back when closed. */
export default class extends Controller<HTMLDialogElement> {
  private opener: Element | null = null;
  private forget = (): void => {};

  override connect(): void {
    this.forget = onFilled(this.element, this.show);
    this.element.addEventListener("close", this.closed);
    document.addEventListener("keydown", this.pressed);
    document.body.addEventListener("drawer:close", this.close);
  }

  override disconnect(): void {
    this.forget();
    this.element.removeEventListener("close", this.closed);
    document.removeEventListener("keydown", this.pressed);
    document.body.removeEventListener("drawer:close", this.close);
  }

  show = (): void => {
    if (this.element.open || !this.element.hasChildNodes()) return;
    this.opener = document.activeElement;
    if (matchMedia("(width < 48rem)").matches) this.element.showModal();
    else this.element.show();
    (this.element.querySelector<HTMLElement>("h2") ?? this.element).focus();
  };

  close = (): void => this.element.close();

  private closed = (): void => {
    if (this.opener instanceof HTMLElement && this.opener.isConnected) this.opener.focus();
  };

  private pressed = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.element.open || event.defaultPrevented) return;
    if (!document.querySelector("dialog:modal, :popover-open")) this.close();
  };
}
