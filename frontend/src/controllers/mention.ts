import { Controller } from "@hotwired/stimulus";

/** What stands before the caret: an at sign at the beginning of a word, and the beginning of a name. */
const BEGUN = /(?:^|\s)@([^\s@][^@\n]{0,40})?$/u;
const MOST = 6;

/** A text area in which `@` suggests people by the beginning of any part of their name; the name is written out in full. */
export default class extends Controller<HTMLElement> {
  static override targets = ["text", "list"];
  static override values = { people: Array };
  declare readonly textTarget: HTMLTextAreaElement;
  declare readonly listTarget: HTMLElement;
  declare readonly peopleValue: string[];
  private shown: string[] = [];
  private active = 0;

  override connect(): void {
    this.textTarget.setAttribute("aria-controls", this.listTarget.id);
    this.textTarget.setAttribute("aria-autocomplete", "list");
  }

  suggest(): void {
    const begun = this.begun()?.toLocaleLowerCase();
    const found = begun === undefined ? [] : this.peopleValue.filter((name) => this.fits(name.toLocaleLowerCase(), begun));
    this.shown = found.slice(0, MOST);
    this.active = 0;
    this.draw();
  }

  press(event: KeyboardEvent): void {
    if (this.listTarget.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.active = (this.active + step + this.shown.length) % this.shown.length;
      this.draw();
    } else if (event.key === "Enter" || event.key === "Tab") this.choose(this.active);
    else if (event.key === "Escape") this.hide();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  pick(event: Event): void {
    event.preventDefault();
    const place = (event.target as Element).closest<HTMLElement>("[data-place]")?.dataset["place"];
    if (place !== undefined) this.choose(Number(place));
  }

  hide(): void {
    this.shown = [];
    this.draw();
  }

  private begun(): string | undefined {
    const before = this.textTarget.value.slice(0, this.textTarget.selectionStart);
    const found = BEGUN.exec(before);
    return found ? (found[1] ?? "") : undefined;
  }

  private fits(name: string, begun: string): boolean {
    return name !== begun.trimEnd() && (name.startsWith(begun) || name.split(" ").some((part) => part.startsWith(begun)));
  }

  private choose(place: number): void {
    const name = this.shown[place];
    const caret = this.textTarget.selectionStart;
    if (!name) return;
    this.textTarget.setRangeText(`${name} `, caret - (this.begun()?.length ?? 0), caret, "end");
    this.hide();
    this.textTarget.focus();
  }

  private draw(): void {
    const options = this.shown.map((name, place) => {
      const option = document.createElement("li");
      option.id = `${this.listTarget.id}-${place}`;
      option.className = "combobox-option";
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", String(place === this.active));
      option.dataset["place"] = String(place);
      option.textContent = name;
      return option;
    });
    this.listTarget.replaceChildren(...options);
    this.listTarget.hidden = !options.length;
    const active = options[this.active];
    if (active) this.textTarget.setAttribute("aria-activedescendant", active.id);
    else this.textTarget.removeAttribute("aria-activedescendant");
  }
}
