import { Controller } from "@hotwired/stimulus";
import Sortable from "sortablejs";

/**
 * Lists in lists that are put in order by dragging a handle: steps, and the actions inside them.
 * Lists with the same `data-group` exchange their rows. After a change it numbers the fields
 * (`data-nested-position` inputs) and fires `change`, so that a form can save itself.
 */
export default class extends Controller<HTMLElement> {
  static override targets = ["list"];
  declare readonly listTargets: HTMLElement[];
  private readonly lists = new Map<HTMLElement, Sortable>();

  listTargetConnected(list: HTMLElement): void {
    const sortable = Sortable.create(list, {
      group: list.dataset["group"] ?? "rows",
      handle: `.handle`,
      draggable: "[data-nested-row]",
      animation: 140,
      fallbackOnBody: true,
      swapThreshold: 0.65,
      ghostClass: "is-ghost",
      onEnd: () => this.renumber(),
    });
    this.lists.set(list, sortable);
  }

  listTargetDisconnected(list: HTMLElement): void {
    this.lists.get(list)?.destroy();
    this.lists.delete(list);
  }

  /** The way by keyboard: buttons in a row, or the arrow keys on its handle. */
  up(event: Event): void {
    this.shift(event, (row) => row.previousElementSibling?.before(row));
  }

  down(event: Event): void {
    this.shift(event, (row) => row.nextElementSibling?.after(row));
  }

  private shift(event: Event, move: (row: HTMLElement) => void): void {
    const actor = event.currentTarget as HTMLElement;
    const row = actor.closest<HTMLElement>("[data-nested-row]");
    if (!row) return;
    event.preventDefault();
    move(row);
    actor.focus();
    this.renumber();
  }

  private renumber(): void {
    for (const list of this.listTargets) {
      const rows = list.querySelectorAll<HTMLElement>(":scope > [data-nested-row]");
      rows.forEach((row, place) => {
        const field = row.querySelector<HTMLInputElement>("[data-nested-position]");
        if (field) field.value = String(place);
        const parent = row.querySelector<HTMLInputElement>("[data-nested-parent]");
        if (parent && list.dataset["parent"]) parent.value = list.dataset["parent"];
      });
    }
    this.element.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
