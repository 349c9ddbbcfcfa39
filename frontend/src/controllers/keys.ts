import { Controller } from "@hotwired/stimulus";

const CHORD = 900;

/**
 * Keys for the whole page, declared where they act: `data-key="c"` on a link or button, `data-key="g c"` for two in a row.
 * Rows and cards are `data-keys-item`: j and k walk through them, and `data-item-key="m"` inside one acts on it.
 */
export default class extends Controller<HTMLElement> {
  static override targets = ["switch"];
  declare readonly switchTargets: HTMLInputElement[];
  private first = "";
  private firstAt = 0;

  override connect(): void {
    document.addEventListener("keydown", this.pressed);
  }

  override disconnect(): void {
    document.removeEventListener("keydown", this.pressed);
  }

  switchTargetConnected(box: HTMLInputElement): void {
    box.checked = this.enabled;
  }

  /** Single keys can get in the way of speech input (WCAG 2.1.4), so they can be switched off. */
  switch({ target }: Event): void {
    if ((target as HTMLInputElement).checked) localStorage.removeItem("keys");
    else localStorage.setItem("keys", "off");
  }

  private get enabled(): boolean {
    return localStorage.getItem("keys") !== "off";
  }

  private pressed = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat || !this.enabled) return;
    if (this.isTyping(event.target as Element) || document.querySelector("dialog:modal, :popover-open")) return;
    const chord = event.timeStamp - this.firstAt < CHORD && this.first ? `${this.first} ${event.key}` : event.key;
    this.first = event.key;
    this.firstAt = event.timeStamp;
    if (this.act(chord) || (chord !== event.key && this.act(event.key))) event.preventDefault();
  };

  private act(key: string): boolean {
    if (key === "j" || key === "k") return this.walk(key === "j" ? 1 : -1);
    const item = document.activeElement?.closest("[data-keys-item]");
    const quoted = CSS.escape(key);
    const actor = item?.querySelector<HTMLElement>(`[data-item-key="${quoted}"]`) ?? this.visible(`[data-key="${quoted}"]`);
    if (!actor) return false;
    if (actor.matches("input:not([type=checkbox], [type=radio]), textarea, select")) actor.focus();
    else actor.click();
    return true;
  }

  private visible(selector: string): HTMLElement | undefined {
    return [...document.querySelectorAll<HTMLElement>(selector)].find((actor) => actor.checkVisibility() && !actor.hasAttribute("disabled"));
  }

  private walk(by: number): boolean {
    const items = [...document.querySelectorAll<HTMLElement>("[data-keys-item]")].filter((item) => item.checkVisibility());
    const at = items.findIndex((item) => item.contains(document.activeElement));
    const next = items[at < 0 ? (by > 0 ? 0 : items.length - 1) : Math.min(Math.max(at + by, 0), items.length - 1)];
    if (!next) return false;
    const place = next.tabIndex >= 0 ? next : (next.querySelector<HTMLElement>("[data-keys-focus], a[href], button") ?? next);
    place.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  private isTyping(element: Element): boolean {
    return element.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]");
  }
}
