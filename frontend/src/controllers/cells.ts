import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";

/** Rows down, and cells along. */
const WAYS: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], k: [-1, 0], j: [1, 0] };

/**
 * A table walked cell by cell: arrow keys move, j and k stay in the column, Enter (or a second click) edits a cell that
 * says where (`data-cell-url`), Escape inside leaves it. After an edit the focus is on the cell again.
 */
export default class extends Controller<HTMLElement> {
  static override targets = ["cell"];
  declare readonly cellTargets: HTMLElement[];
  private edited = "";

  override connect(): void {
    this.element.addEventListener("keydown", this.pressed);
    this.element.addEventListener("pointerdown", this.pointed);
  }

  override disconnect(): void {
    this.element.removeEventListener("keydown", this.pressed);
    this.element.removeEventListener("pointerdown", this.pointed);
  }

  /** The row was drawn anew: take up the focus that went with the form. */
  cellTargetConnected(cell: HTMLElement): void {
    if (cell.id && cell.id === this.edited && !cell.querySelector("form")) {
      this.edited = "";
      cell.focus({ preventScroll: true });
    }
  }

  private pressed = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const cell = target.closest<HTMLElement>("[data-cells-target~=cell]");
    if (!cell || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || target.closest(".cell-form")) return;
    const [down, along] = WAYS[event.key] ?? [0, 0];
    if (down || along) {
      this.move(cell, down, along);
      event.preventDefault();
    } else if ((event.key === "Enter" || event.key === "F2") && target === cell && cell.dataset["cellUrl"]) {
      event.preventDefault();
      this.edit(cell);
    }
  };

  /** A first click takes a cell, a second one edits it; links and boxes keep their own meaning. */
  private pointed = (event: PointerEvent): void => {
    const target = event.target as HTMLElement;
    const cell = target.closest<HTMLElement>("[data-cell-url]");
    if (!cell || event.button !== 0 || target.closest("a, button, input, select, .cell-form")) return;
    if (document.activeElement === cell) {
      event.preventDefault();
      this.edit(cell);
    }
  };

  private edit(cell: HTMLElement): void {
    this.edited = cell.id;
    void htmx.ajax("GET", cell.dataset["cellUrl"] ?? "", { source: cell, target: cell, swap: "innerHTML" });
  }

  private move(from: HTMLElement, down: number, along: number): void {
    const row = from.closest("tr");
    const rows = [...this.element.querySelectorAll<HTMLElement>("tbody > tr")].filter((one) => one.checkVisibility());
    const place = row ? this.cellsOf(row).indexOf(from) : 0;
    const there = row ? rows[rows.indexOf(row) + down] : undefined;
    const cell = there && this.cellsOf(there)[place + along];
    if (!cell) return;
    (cell.querySelector<HTMLElement>("[data-keys-focus]") ?? cell).focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  private cellsOf(row: Element): HTMLElement[] {
    return [...row.querySelectorAll<HTMLElement>("[data-cells-target~=cell]")].filter((cell) => cell.checkVisibility());
  }
}
