import type { Part } from "./document";

export interface Offer {
  label: string;
  note: string;
  part: Part;
}

/** The list under “Add a condition”: what could be added, moved through with the arrow keys. */
export class Adder {
  private offers: Offer[] = [];
  private active = -1;
  private asked = 0;
  private query: string | undefined;

  constructor(
    readonly input: HTMLInputElement,
    private readonly url: string,
    private readonly choose: (offer: Offer) => void,
  ) {
    const list = this.list;
    list.id ||= `offers-${Math.random().toString(36).slice(2)}`;
    input.setAttribute("aria-controls", list.id);
  }

  get list(): HTMLElement {
    return this.input.parentElement?.querySelector("[role=listbox]") as HTMLElement;
  }

  async offer(): Promise<void> {
    const asked = ++this.asked;
    const query = this.input.value.trim();
    const url = new URL(this.url, location.href);
    url.searchParams.set("q", query);
    const response = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (asked !== this.asked || document.activeElement !== this.input || !response.ok) return;
    this.offers = (await response.json()) as Offer[];
    this.query = query;
    this.active = query ? 0 : -1;
    this.list.replaceChildren(...this.offers.map((one, place) => this.option(one, place)));
    this.list.hidden = this.offers.length === 0;
    this.list.scrollTop = 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.highlight();
  }

  async press(event: KeyboardEvent): Promise<void> {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) return void this.offer();
      const by = event.key === "ArrowDown" ? 1 : -1;
      this.active = (this.active + by + this.offers.length) % this.offers.length;
      this.highlight();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.query !== this.input.value.trim() || this.list.hidden) await this.offer();
      const one = this.offers[this.active];
      if (one) this.take(one);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.hide();
    }
  }

  pick(event: Event): void {
    const place = (event.target as Element).closest<HTMLElement>("[data-place]")?.dataset["place"];
    const one = place === undefined ? undefined : this.offers[Number(place)];
    if (one) this.take(one);
  }

  hide(): void {
    this.asked += 1;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  private take(one: Offer): void {
    this.input.value = "";
    this.query = undefined;
    this.hide();
    this.choose(one);
  }

  private option(one: Offer, place: number): HTMLElement {
    const option = document.createElement("div");
    option.className = "combobox-option";
    option.setAttribute("role", "option");
    option.id = `${this.list.id}-${place}`;
    option.dataset["place"] = String(place);
    option.textContent = one.label;
    if (one.note) option.append(Object.assign(document.createElement("small"), { textContent: one.note }));
    return option;
  }

  private highlight(): void {
    [...this.list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === this.active)));
    const option = this.list.children[this.active];
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }
}
