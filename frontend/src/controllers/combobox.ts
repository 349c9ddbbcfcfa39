import { Controller } from "@hotwired/stimulus";

interface Suggestion {
  value: string;
  label: string;
  note?: string;
}

/**
 * A text input that suggests: tags, people, contacts. Suggestions come as JSON from `url`
 * (`?q=…` → `[{value, label, note}]`) or from `options`; what is chosen becomes chips with hidden inputs named `name`.
 * With `create`, a new word may be entered.
 */
export default class extends Controller<HTMLElement> {
  static override targets = ["input", "list", "box", "chip", "template"];
  static override values = { url: String, options: Array, name: String, create: Boolean, single: Boolean };
  declare readonly inputTarget: HTMLInputElement;
  declare readonly listTarget: HTMLElement;
  declare readonly boxTarget: HTMLElement;
  declare readonly chipTargets: HTMLElement[];
  declare readonly templateTarget: HTMLTemplateElement;
  declare readonly urlValue: string;
  declare readonly optionsValue: Suggestion[];
  declare readonly nameValue: string;
  declare readonly createValue: boolean;
  declare readonly singleValue: boolean;
  private shown: Suggestion[] = [];
  private active = -1;
  private timer = 0;
  private asked = 0;
  private query = "";

  override connect(): void {
    this.listTarget.id ||= `${this.inputTarget.id || this.nameValue}-list`;
    this.inputTarget.setAttribute("aria-controls", this.listTarget.id);
    this.inputTarget.setAttribute("aria-expanded", "false");
  }

  override disconnect(): void {
    clearTimeout(this.timer);
  }

  search(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.suggest(), this.urlValue ? 150 : 0);
  }

  press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.step(event, event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter") void this.enter(event);
    else if (event.key === "," && this.createValue) this.finish(event);
    else if (event.key === "Escape" && !this.listTarget.hidden) this.hide(event);
    else if (event.key === "Backspace" && !this.inputTarget.value && this.chipTargets.length) this.drop();
  }

  pick(event: Event): void {
    event.preventDefault();
    const place = (event.target as Element).closest<HTMLElement>("[data-place]")?.dataset["place"];
    if (place !== undefined) this.choose(this.shown[Number(place)]);
  }

  remove(event: Event): void {
    (event.target as Element).closest("[data-combobox-target~=chip]")?.remove();
    this.changed();
    this.inputTarget.focus();
  }

  private drop(): void {
    this.chipTargets.at(-1)?.remove();
    this.changed();
  }

  leave(): void {
    this.hide();
    if (this.createValue) this.choose(this.typed());
  }

  focus(event: Event): void {
    if (event.target === this.boxTarget) this.inputTarget.focus();
  }

  private async suggest(): Promise<void> {
    const asked = ++this.asked;
    const query = this.inputTarget.value.trim();
    const found = this.urlValue ? await this.fetch(query) : this.filter(query);
    if (asked !== this.asked || document.activeElement !== this.inputTarget) return;
    const taken = new Set(this.chosen());
    this.query = query;
    this.shown = found.filter((one) => !taken.has(one.value));
    const typed = this.typed();
    const isNew = typed && !found.some((one) => one.label.toLowerCase() === query.toLowerCase()) && !taken.has(typed.value);
    if (isNew && typed) this.shown.push({ ...typed, note: this.element.dataset["newLabel"] ?? "" });
    this.render();
  }

  private async fetch(query: string): Promise<Suggestion[]> {
    const url = new URL(this.urlValue, location.href);
    url.searchParams.set("q", query);
    const response = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    return response.ok ? ((await response.json()) as Suggestion[]) : [];
  }

  private filter(query: string): Suggestion[] {
    return this.optionsValue.filter((one) => one.label.toLowerCase().includes(query.toLowerCase())).slice(0, 50);
  }

  private typed(): Suggestion | undefined {
    const label = this.inputTarget.value.trim().replace(/,$/, "");
    return this.createValue && label ? { value: label, label } : undefined;
  }

  private chosen(): string[] {
    return [...this.boxTarget.querySelectorAll<HTMLInputElement>("input[type=hidden]")].map((field) => field.value);
  }

  private render(): void {
    this.active = this.shown.length && this.inputTarget.value ? 0 : -1;
    this.listTarget.replaceChildren(...this.shown.map((one, place) => this.option(one, place)));
    this.listTarget.hidden = this.shown.length === 0;
    this.inputTarget.setAttribute("aria-expanded", String(!this.listTarget.hidden));
    this.highlight();
  }

  private option(one: Suggestion, place: number): HTMLElement {
    const option = document.createElement("div");
    option.className = "combobox-option";
    option.setAttribute("role", "option");
    option.id = `${this.listTarget.id}-${place}`;
    option.dataset["place"] = String(place);
    option.textContent = one.label;
    if (one.note) option.append(Object.assign(document.createElement("small"), { textContent: one.note }));
    return option;
  }

  private highlight(): void {
    [...this.listTarget.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === this.active)));
    const option = this.listTarget.children[this.active];
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.inputTarget.setAttribute("aria-activedescendant", option.id);
    else this.inputTarget.removeAttribute("aria-activedescendant");
  }

  private step(event: Event, by: number): void {
    event.preventDefault();
    if (this.listTarget.hidden) return void this.suggest();
    this.active = (this.active + by + this.shown.length) % this.shown.length;
    this.highlight();
  }

  private async enter(event: Event): Promise<void> {
    if (!this.inputTarget.value && this.listTarget.hidden) return;
    event.preventDefault();
    // Someone who types fast must not get a suggestion for half of the word.
    if (this.query !== this.inputTarget.value.trim()) await this.suggest();
    const one = (this.listTarget.hidden ? undefined : this.shown[this.active]) ?? this.typed();
    if (one) this.choose(one);
  }

  private finish(event: Event): void {
    event.preventDefault();
    this.choose(this.typed());
  }

  private choose(one: Suggestion | undefined): void {
    this.inputTarget.value = "";
    this.hide();
    if (!one || this.chosen().includes(one.value)) return;
    this.query = "";
    if (this.singleValue) for (const chip of this.chipTargets) chip.remove();
    const chip = (this.templateTarget.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
    const [label, field] = [chip.querySelector("span"), chip.querySelector("input")];
    if (label) label.textContent = one.label;
    if (field) [field.name, field.value] = [this.nameValue, one.value];
    const button = chip.querySelector("button");
    button?.setAttribute("aria-label", `${button.getAttribute("aria-label") ?? ""} ${one.label}`.trim());
    this.inputTarget.before(chip);
    this.changed();
  }

  private hide(event?: Event): void {
    event?.preventDefault();
    clearTimeout(this.timer);
    this.asked += 1;
    this.listTarget.hidden = true;
    this.inputTarget.setAttribute("aria-expanded", "false");
    this.inputTarget.removeAttribute("aria-activedescendant");
  }

  private changed(): void {
    this.element.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
