import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import { csrfToken } from "../csrf";
import { toast, type Offer, type Tone } from "../toasts";
import { words } from "../words";

interface Answer {
  message?: string;
  tone?: Tone;
  offer?: Offer;
}

interface Step {
  params: { step: string };
}

/**
 * The board's cards by menu, keyboard and in numbers; dragging is `sortable`. A card's menu is filled from one template
 * when it opens. Arrow keys walk, `[` and `]` move a card to the neighbouring step. What the server refuses goes back.
 */
export default class extends Controller<HTMLElement> {
  static override targets = ["menu", "column", "cards"];
  static override values = { movesUrl: String };
  declare readonly menuTarget: HTMLTemplateElement;
  declare readonly cardsTargets: HTMLElement[];
  declare readonly movesUrlValue: string;
  private held = "";

  override connect(): void {
    this.element.addEventListener("beforetoggle", this.fillMenu, true);
    this.element.addEventListener("keydown", this.pressed);
    this.element.addEventListener("sortable:saving", this.addSelected);
    this.element.addEventListener("sortable:moved", this.dragged);
    this.element.addEventListener("htmx:after:swap", this.refreshed);
    window.addEventListener("board:undo", this.undo);
  }

  override disconnect(): void {
    this.element.removeEventListener("beforetoggle", this.fillMenu, true);
    this.element.removeEventListener("keydown", this.pressed);
    this.element.removeEventListener("sortable:saving", this.addSelected);
    this.element.removeEventListener("sortable:moved", this.dragged);
    this.element.removeEventListener("htmx:after:swap", this.refreshed);
    window.removeEventListener("board:undo", this.undo);
  }

  /** From a card's menu. */
  move(event: Event & Step): void {
    const card = this.cardOf(event.target);
    if (card) void this.send([card], event.params.step);
  }

  /** From the bar that shows while cards are selected. */
  moveSelected(event: Event & Step): void {
    void this.send(this.selected(), event.params.step);
  }

  /** A whole act on one card or the selected ones that is not a move: try again, skip, take out. */
  act(event: Event & { params: { url: string } }): void {
    const card = this.cardOf(event.target);
    void this.post(event.params.url, card ? [card] : this.selected(), {});
  }

  private fillMenu = (event: Event): void => {
    const panel = event.target as HTMLElement;
    const card = this.cardOf(panel);
    if (!card || !panel.matches(".menu-panel") || (event as ToggleEvent).newState !== "open") return;
    const items = this.menuTarget.content.cloneNode(true) as DocumentFragment;
    for (const item of items.querySelectorAll<HTMLElement>("[data-only]")) {
      if (item.dataset["only"] !== card.dataset["state"]) item.remove();
    }
    for (const item of items.querySelectorAll<HTMLElement>("[data-board-step-param]")) {
      const here = item.dataset["boardStepParam"] === this.stepOf(card);
      item.toggleAttribute("aria-current", here);
      if (here) item.setAttribute("aria-disabled", "true");
    }
    panel.replaceChildren(items);
  };

  private pressed = (event: KeyboardEvent): void => {
    const card = this.cardOf(event.target);
    if (!card || event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).closest("[popover]")) return;
    const way = { ArrowLeft: -1, ArrowRight: 1, "[": -1, "]": 1 }[event.key];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.walk(event, card, event.key === "ArrowDown" ? 1 : -1);
    else if (way && event.key.startsWith("Arrow")) this.cross(event, card, way);
    else if (way && this.movesUrlValue) this.nudge(event, card, way);
  };

  private walk(event: Event, card: HTMLElement, by: 1 | -1): void {
    const cards = [...this.listOf(card).querySelectorAll<HTMLElement>("[data-card]")];
    const next = cards[cards.indexOf(card) + by];
    if (next) this.focus(event, next);
  }

  private cross(event: Event, card: HTMLElement, by: number): void {
    const lists = this.cardsTargets;
    const height = card.getBoundingClientRect().top;
    for (let place = lists.indexOf(this.listOf(card)) + by; lists[place]; place += by) {
      const cards = [...(lists[place]?.querySelectorAll<HTMLElement>("[data-card]") ?? [])];
      const nearest = cards.find((other) => other.getBoundingClientRect().bottom > height) ?? cards.at(-1);
      if (nearest) return this.focus(event, nearest);
    }
  }

  private nudge(event: Event, card: HTMLElement, by: number): void {
    const lists = this.cardsTargets;
    const to = lists[lists.indexOf(this.listOf(card)) + by];
    event.preventDefault();
    if (to) void this.send([card], to.dataset["step"] ?? "");
  }

  private focus(event: Event, card: HTMLElement): void {
    event.preventDefault();
    card.querySelector<HTMLElement>("a[href]")?.focus();
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Show the move at once, then ask for it; put the cards back where it is refused. */
  private async send(cards: HTMLElement[], step: string): Promise<void> {
    const list = this.cardsTargets.find((one) => one.dataset["step"] === step);
    const homes = cards.map((card) => ({ card, list: this.listOf(card), next: card.nextElementSibling }));
    this.held = cards.find((card) => card.contains(document.activeElement))?.id ?? (cards.length === 1 ? (cards[0]?.id ?? "") : "");
    if (list) for (const card of [...cards].reverse()) list.prepend(card);
    this.holdFocus();
    const moved = await this.post(this.movesUrlValue, cards, { step });
    if (!moved) for (const { card, list: home, next } of homes.reverse()) home.insertBefore(card, next?.parentElement === home ? next : null);
    this.holdFocus();
  }

  private async post(url: string, cards: HTMLElement[], fields: Record<string, string>): Promise<boolean> {
    const body = new FormData();
    for (const card of cards) body.append("cards", card.dataset["id"] ?? "");
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    for (const card of cards) card.classList.add("is-saving");
    try {
      const response = await fetch(url, { method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" } });
      const isJson = response.headers.get("Content-Type")?.includes("json");
      this.tell(isJson ? ((await response.json()) as Answer) : { message: words("notMoved"), tone: "bad" });
      return response.ok;
    } catch {
      this.tell({ message: words("offline"), tone: "bad" });
      return false;
    } finally {
      for (const card of cards) card.classList.remove("is-saving");
      for (const card of cards) this.uncheck(card);
      htmx.trigger(this.element, "refresh");
    }
  }

  private tell({ message, tone, offer }: Answer): void {
    if (message) toast(message, tone ?? "good", offer);
  }

  private undo = (event: Event): void => {
    const { url } = (event as CustomEvent<{ url: string }>).detail;
    void this.post(url, [], {});
  };

  private addSelected = (event: Event): void => {
    const dragged = event.target as HTMLElement;
    if (!dragged.matches("[data-card]")) return;
    const { body } = (event as CustomEvent<{ body: FormData }>).detail;
    const others = this.selected().includes(dragged) ? this.selected() : [dragged];
    for (const card of others) body.append("cards", card.dataset["id"] ?? "");
  };

  private dragged = (event: Event): void => {
    const { answer } = (event as CustomEvent<{ answer: Answer }>).detail;
    for (const card of this.selected()) this.uncheck(card);
    this.tell(answer);
    htmx.trigger(this.element, "refresh");
  };

  private refreshed = (): void => {
    this.holdFocus();
    // One answer fills several columns: let go of the focus after the last of them.
    requestAnimationFrame(() => {
      this.holdFocus();
      this.held = "";
    });
  };

  /** A card that had the focus keeps it wherever it went; who has gone on to something else is left alone. */
  private holdFocus(): void {
    if (!this.held || (document.activeElement && document.activeElement !== document.body)) return;
    document.getElementById(this.held)?.querySelector<HTMLElement>("a[href]")?.focus({ preventScroll: true });
  }

  private selected(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("[data-card]:has(input[name=cards]:checked)")];
  }

  private uncheck(card: HTMLElement): void {
    const box = card.querySelector<HTMLInputElement>("input[name=cards]:checked");
    if (box) box.click();
  }

  private cardOf(target: EventTarget | null): HTMLElement | null {
    return (target as Element | null)?.closest<HTMLElement>("[data-card]") ?? null;
  }

  private listOf(card: HTMLElement): HTMLElement {
    return card.closest<HTMLElement>("[data-step]") as HTMLElement;
  }

  private stepOf(card: HTMLElement): string {
    return this.listOf(card).dataset["step"] ?? "";
  }
}
