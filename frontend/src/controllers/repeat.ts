import { Controller } from "@hotwired/stimulus";

/** Rows of a form that can be added from a template, removed and put in order; `__index__` becomes a fresh number. */
export default class extends Controller<HTMLElement> {
  static override targets = ["template", "list", "row", "empty"];
  static override values = { next: Number, max: { type: Number, default: 1000 } };
  declare readonly templateTarget: HTMLTemplateElement;
  declare readonly listTarget: HTMLElement;
  declare readonly rowTargets: HTMLElement[];
  declare readonly emptyTargets: HTMLElement[];
  declare nextValue: number;
  declare readonly maxValue: number;

  override connect(): void {
    this.nextValue = Math.max(this.nextValue, this.rowTargets.length);
    this.refresh();
  }

  add(): void {
    if (this.rowTargets.length >= this.maxValue) return;
    const holder = document.createElement("template");
    holder.innerHTML = this.templateTarget.innerHTML.replaceAll("__index__", String(this.nextValue));
    this.nextValue += 1;
    this.listTarget.append(holder.content);
    this.rowTargets.at(-1)?.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
    this.changed();
  }

  remove(event: Event): void {
    const row = this.rowOf(event);
    const neighbour = row?.nextElementSibling ?? row?.previousElementSibling;
    row?.remove();
    (neighbour ?? this.element).querySelector<HTMLElement>("input:not([type=hidden]), button")?.focus();
    this.changed();
  }

  up(event: Event): void {
    const row = this.rowOf(event);
    row?.previousElementSibling?.before(row);
    this.moved(event);
  }

  down(event: Event): void {
    const row = this.rowOf(event);
    row?.nextElementSibling?.after(row);
    this.moved(event);
  }

  private rowOf(event: Event): HTMLElement | null {
    return (event.currentTarget as Element).closest<HTMLElement>("[data-repeat-target~=row]");
  }

  private moved(event: Event): void {
    (event.currentTarget as HTMLElement).focus();
    this.changed();
  }

  private changed(): void {
    this.refresh();
    this.element.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private refresh(): void {
    for (const empty of this.emptyTargets) empty.hidden = this.rowTargets.length > 0;
  }
}
