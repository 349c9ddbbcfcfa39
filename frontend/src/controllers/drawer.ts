import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import { onFilled } from "../swaps";

/** The parameter of a page's address that says whose drawer is open. */
const OPEN = "open";

/** An address without what is open. */
function bare(href: string): string {
  const address = new URL(href);
  address.searchParams.delete(OPEN);
  return address.href;
}

/**
 * The panel on the right: opens when htmx fills it, leaves the page usable beside it, gives the focus back when closed.
 * On a page whose drawer is `addressed`, what is open stands in the address, as far as it says so (`data-drawer-open`,
 * `data-drawer-url`): back closes it, forward opens it again.
 */
export default class extends Controller<HTMLDialogElement> {
  static override values = { addressed: Boolean };
  declare readonly addressedValue: boolean;
  private opener: Element | null = null;
  /** Whether opening it made an entry of the history, to be left on closing. */
  private entered = false;
  /** The address as it was last, from which one travels. */
  private address = location.href;
  private forget = (): void => {};

  override connect(): void {
    this.forget = onFilled(this.element, this.show);
    this.element.addEventListener("close", this.closed);
    document.addEventListener("keydown", this.pressed);
    document.body.addEventListener("drawer:close", this.close);
    window.addEventListener("popstate", this.travelled, true);
    window.navigation?.addEventListener("navigate", this.travels, true);
    if (this.addressedValue && this.named) this.open();
  }

  override disconnect(): void {
    this.forget();
    this.element.removeEventListener("close", this.closed);
    document.removeEventListener("keydown", this.pressed);
    document.body.removeEventListener("drawer:close", this.close);
    window.removeEventListener("popstate", this.travelled, true);
    window.navigation?.removeEventListener("navigate", this.travels, true);
  }

  show = (): void => {
    if (!this.element.hasChildNodes()) return;
    this.note();
    if (this.element.open) return;
    this.opener = document.activeElement;
    this.open();
  };

  close = (): void => this.element.close();

  private open(): void {
    if (matchMedia("(width < 48rem)").matches) this.element.showModal();
    else this.element.show();
    (this.element.querySelector<HTMLElement>("h2") ?? this.element).focus();
  }

  private get named(): HTMLElement | null {
    return this.element.querySelector<HTMLElement>("[data-drawer-open]");
  }

  /** Put into the address what is open. */
  private note(): void {
    const key = this.named?.dataset["drawerOpen"];
    const address = new URL(location.href);
    if (!this.addressedValue || !key || address.searchParams.get(OPEN) === key) return;
    address.searchParams.set(OPEN, key);
    const state = { drawer: this.named?.dataset["drawerUrl"] };
    if (this.element.open && new URL(location.href).searchParams.has(OPEN)) history.replaceState(state, "", address);
    else {
      history.pushState(state, "", address);
      this.entered = true;
    }
    this.address = location.href;
  }

  private closed = (): void => {
    const address = new URL(location.href);
    if (address.searchParams.has(OPEN)) {
      address.searchParams.delete(OPEN);
      if (this.entered) history.back();
      else history.replaceState(null, "", address);
      this.address = location.href;
    }
    this.entered = false;
    if (this.opener instanceof HTMLElement && this.opener.isConnected) this.opener.focus();
  };

  /** Where there is the Navigation API, htmx would take such travelling over: load the page anew, and lose the focus. */
  private travels = (event: NavigateEvent): void => {
    if (event.navigationType === "traverse" && this.addressedValue && bare(event.destination.url ?? "") === bare(location.href)) event.stopImmediatePropagation();
  };

  /** Travelling only between open and closed leaves the page as it is. */
  private travelled = (event: PopStateEvent): void => {
    const key = new URL(location.href).searchParams.get(OPEN);
    const url = (event.state as { drawer?: string } | null)?.drawer;
    const came = this.address;
    this.address = location.href;
    if (!this.addressedValue || bare(came) !== bare(location.href)) return;
    if (key && url) {
      event.stopImmediatePropagation();
      this.entered = true;
      void htmx.ajax("GET", url, { source: this.element, target: this.element });
    } else if (!key) {
      event.stopImmediatePropagation();
      if (this.element.open) this.close();
    }
  };

  private pressed = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.element.open || event.defaultPrevented) return;
    if (!document.querySelector("dialog:modal, :popover-open")) this.close();
  };
}
