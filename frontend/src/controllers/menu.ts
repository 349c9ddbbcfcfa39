import { Controller } from "@hotwired/stimulus";

const GAP = 4;

/** A button that opens a menu above everything else, moved through with the arrow keys. */
export default class extends Controller<HTMLElement> {
  static override targets = ["button", "panel"];
  declare readonly buttonTarget: HTMLButtonElement;
  declare readonly panelTarget: HTMLElement;
  private typed = "";
  private typedAt = 0;

  override connect(): void {
    this.panelTarget.popover = "auto";
    this.buttonTarget.popoverTargetElement = this.panelTarget;
    this.panelTarget.addEventListener("toggle", this.toggled);
    this.panelTarget.addEventListener("keydown", this.pressed);
    this.panelTarget.addEventListener("click", this.chosen);
    this.buttonTarget.addEventListener("keydown", this.opening);
  }

  override disconnect(): void {
    this.panelTarget.removeEventListener("toggle", this.toggled);
    this.panelTarget.removeEventListener("keydown", this.pressed);
    this.panelTarget.removeEventListener("click", this.chosen);
    this.buttonTarget.removeEventListener("keydown", this.opening);
  }

  private get items(): HTMLElement[] {
    const items = this.panelTarget.querySelectorAll<HTMLElement>("[role^=menuitem]:not([aria-disabled=true], :disabled)");
    return [...items].filter((item) => item.checkVisibility());
  }

  private toggled = (event: Event): void => {
    const open = (event as ToggleEvent).newState === "open";
    this.buttonTarget.setAttribute("aria-expanded", String(open));
    if (!open) return;
    this.place();
    this.items[0]?.focus();
  };

  private opening = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    this.panelTarget.showPopover();
    if (event.key === "ArrowUp") this.items.at(-1)?.focus();
  };

  private pressed = (event: KeyboardEvent): void => {
    const { items } = this;
    const at = items.indexOf(document.activeElement as HTMLElement);
    if (event.key === "ArrowDown") this.focus(event, items[(at + 1) % items.length]);
    else if (event.key === "ArrowUp") this.focus(event, items.at(at - 1));
    else if (event.key === "Home") this.focus(event, items[0]);
    else if (event.key === "End") this.focus(event, items.at(-1));
    else if (event.key === "Tab") this.panelTarget.hidePopover();
    else if (/^\p{L}$/u.test(event.key) && !event.ctrlKey && !event.metaKey) this.seek(event);
    event.stopPropagation();
  };

  private focus(event: Event, item: HTMLElement | undefined): void {
    event.preventDefault();
    item?.focus();
  }

  private seek(event: KeyboardEvent): void {
    this.typed = event.timeStamp - this.typedAt < 700 ? this.typed + event.key : event.key;
    this.typedAt = event.timeStamp;
    const typed = this.typed.toLowerCase();
    this.focus(event, this.items.find((item) => this.words(item).startsWith(typed)));
  }

  private words(item: HTMLElement): string {
    const copy = item.cloneNode(true) as HTMLElement;
    for (const silent of copy.querySelectorAll("[aria-hidden=true]")) silent.remove();
    return (copy.textContent ?? "").trim().toLowerCase();
  }

  private chosen = (event: Event): void => {
    if (!(event.target as Element).closest("[role^=menuitem]")) return;
    this.panelTarget.hidePopover();
    this.buttonTarget.focus({ preventScroll: true });
  };

  private place(): void {
    const button = this.buttonTarget.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height, style } = this.panelTarget;
    const below = button.bottom + GAP + height <= innerHeight || button.top < height;
    const left = this.element.dataset["menuAlign"] === "end" ? button.right - width : button.left;
    style.top = `${below ? Math.max(GAP, Math.min(button.bottom + GAP, innerHeight - height - GAP)) : button.top - GAP - height}px`;
    style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
  }
}
