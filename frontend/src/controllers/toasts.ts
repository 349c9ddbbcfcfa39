import { Controller } from "@hotwired/stimulus";
import type { Offer, Toast } from "../toasts";

const SHOWN_FOR = 6000;

/** Messages at the corner; good and plain news leave by themselves, warnings stay until they are read. */
export default class extends Controller<HTMLElement> {
  static override targets = ["item", "template"];
  declare readonly templateTarget: HTMLTemplateElement;
  private readonly timers = new Map<Element, number>();

  override connect(): void {
    window.addEventListener("toast", this.received);
    document.body.addEventListener("toast", this.received);
  }

  override disconnect(): void {
    window.removeEventListener("toast", this.received);
    document.body.removeEventListener("toast", this.received);
    this.timers.forEach((timer) => clearTimeout(timer));
  }

  itemTargetConnected(item: HTMLElement): void {
    if (item.dataset["tone"] === "good" || item.dataset["tone"] === "info") this.schedule(item);
  }

  itemTargetDisconnected(item: HTMLElement): void {
    clearTimeout(this.timers.get(item));
    this.timers.delete(item);
  }

  dismiss({ target }: Event): void {
    (target as Element).closest("[data-toasts-target=item]")?.remove();
  }

  undo({ target, params }: Event & { params: { url: string } }): void {
    (target as Element).closest("[data-toasts-target=item]")?.remove();
    window.dispatchEvent(new CustomEvent("undo", { detail: { url: params.url } }));
  }

  private received = (event: Event): void => {
    event.stopPropagation();
    const detail = (event as CustomEvent<Toast & { all?: Toast[] }>).detail;
    for (const one of detail.all ?? [detail]) this.show(one);
  };

  private show({ text, tone = "info", offer }: Toast): void {
    const item = (this.templateTarget.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
    item.dataset["tone"] = tone;
    const sentence = item.querySelector("p");
    if (sentence) sentence.textContent = text;
    if (offer) sentence?.after(this.button(offer, item));
    this.element.append(item);
  }

  private button({ label, event, detail }: Offer, item: HTMLElement): HTMLElement {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: label });
    Object.assign(button.dataset, { variant: "outline", size: "small" });
    button.addEventListener("click", () => {
      item.remove();
      window.dispatchEvent(new CustomEvent(event, { detail }));
    });
    return button;
  }

  private schedule(item: HTMLElement): void {
    const timer = window.setTimeout(() => (item.matches(":hover, :focus-within") ? this.schedule(item) : item.remove()), SHOWN_FOR);
    this.timers.set(item, timer);
  }
}
