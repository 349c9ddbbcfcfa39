import { Controller } from "@hotwired/stimulus";

/** A file input that also takes a file dropped on it, and says which one it holds. */
export default class extends Controller<HTMLElement> {
  static override targets = ["input", "name"];
  declare readonly inputTarget: HTMLInputElement;
  declare readonly nameTarget: HTMLElement;

  over(event: DragEvent): void {
    event.preventDefault();
    this.element.toggleAttribute("data-over", true);
  }

  out(): void {
    this.element.toggleAttribute("data-over", false);
  }

  drop(event: DragEvent): void {
    event.preventDefault();
    this.out();
    if (!event.dataTransfer?.files.length) return;
    this.inputTarget.files = event.dataTransfer.files;
    this.inputTarget.dispatchEvent(new Event("change", { bubbles: true }));
  }

  show(): void {
    this.nameTarget.textContent = this.inputTarget.files?.[0]?.name ?? "";
  }
}
