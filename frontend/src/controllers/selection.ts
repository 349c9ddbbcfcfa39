import { Controller } from "@hotwired/stimulus";

/** Checkboxes of rows: all at once, a range with shift, a count, and a bar that shows while something is selected. */
export default class extends Controller<HTMLElement> {
  static override targets = ["all", "box", "bar", "count", "more", "everything"];
  declare readonly allTargets: HTMLInputElement[];
  declare readonly boxTargets: HTMLInputElement[];
  declare readonly barTargets: HTMLElement[];
  declare readonly countTargets: HTMLElement[];
  declare readonly moreTargets: HTMLElement[];
  declare readonly everythingTargets: HTMLInputElement[];
  private last: HTMLInputElement | null = null;

  boxTargetConnected(): void {
    this.refresh();
  }

  boxTargetDisconnected(): void {
    this.refresh();
  }

  toggle(event: MouseEvent): void {
    const box = event.currentTarget as HTMLInputElement;
    const boxes = this.boxTargets;
    if (event.shiftKey && this.last && boxes.includes(this.last)) {
      const [from, to] = [boxes.indexOf(this.last), boxes.indexOf(box)].sort((a, b) => a - b) as [number, number];
      for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
    }
    this.last = box;
    this.refresh();
  }

  toggleAll(event: Event): void {
    for (const box of this.boxTargets) box.checked = (event.currentTarget as HTMLInputElement).checked;
    this.refresh();
  }

  /** Mean every row that matches, also those on other pages: sets the hidden field `everything`. */
  selectEverything(): void {
    for (const field of this.everythingTargets) field.value = "1";
    this.refresh();
  }

  clear(): void {
    for (const box of this.boxTargets) box.checked = false;
    this.refresh();
  }

  private refresh(): void {
    const chosen = this.boxTargets.filter((box) => box.checked).length;
    const full = chosen > 0 && chosen === this.boxTargets.length;
    if (!full) for (const field of this.everythingTargets) field.value = "";
    const everything = this.everythingTargets.find((field) => field.value);
    for (const all of this.allTargets) {
      all.checked = full;
      all.indeterminate = chosen > 0 && !full;
    }
    for (const bar of this.barTargets) bar.hidden = chosen === 0;
    for (const more of this.moreTargets) more.hidden = !full || Boolean(everything);
    for (const count of this.countTargets) count.textContent = everything?.dataset["total"] ?? chosen.toLocaleString(document.documentElement.lang);
  }
}
