import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";

/** Takes back what a message offers to: an `undo` event with a `url` is posted, and its answer does the rest. */
export default class extends Controller<HTMLElement> {
  override connect(): void {
    window.addEventListener("undo", this.undo);
  }

  override disconnect(): void {
    window.removeEventListener("undo", this.undo);
  }

  private undo = (event: Event): void => {
    const { url } = (event as CustomEvent<{ url: string }>).detail;
    void htmx.ajax("POST", url, { source: this.element, swap: "none" });
  };
}
