import { Controller } from "@hotwired/stimulus";
import Sortable, { type SortableEvent } from "sortablejs";
import { csrfToken } from "../csrf";
import { toast } from "../toasts";
import { words } from "../words";

/**
 * Cards that are dragged between lists. The drop posts `step` and `after` to the card's `data-sortable-url`;
 * if the server refuses, the card goes back and a toast says why. The equal way by keyboard and menu is a form of the
 * page's own that posts to the same address. A list may have a `data-group` of its own, a `data-handle` to drag by, or
 * no order (`data-unordered`). Others may add to what is posted (`sortable:saving`) and read the answer (`sortable:moved`).
 */
export default class extends Controller<HTMLElement> {
  static override targets = ["list"];
  static override values = { group: { type: String, default: "cards" } };
  declare readonly groupValue: string;
  private readonly lists = new Map<HTMLElement, Sortable>();

  listTargetConnected(list: HTMLElement): void {
    if (this.lists.has(list)) return;
    const sortable = Sortable.create(list, {
      group: list.dataset["group"] ?? this.groupValue,
      draggable: ">[data-sortable-url]",
      filter: "[data-locked]",
      sort: !("unordered" in list.dataset),
      ...(list.dataset["handle"] && { handle: list.dataset["handle"] }),
      animation: 140,
      delay: 180,
      delayOnTouchOnly: true,
      fallbackTolerance: 4,
      scrollSensitivity: 80,
      ghostClass: "is-ghost",
      dragClass: "is-dragged",
      onEnd: (event) => void this.dropped(event),
    });
    this.lists.set(list, sortable);
  }

  listTargetDisconnected(list: HTMLElement): void {
    // A list inside a row that is being dragged has only changed its place; to end it would end the drag.
    if (this.element.contains(list)) return;
    this.lists.get(list)?.destroy();
    this.lists.delete(list);
  }

  private async dropped(event: SortableEvent): Promise<void> {
    const { item, from, to, oldIndex, newIndex } = event;
    if (from === to && oldIndex === newIndex) return;
    const back = (): void => this.putBack(event);
    item.classList.add("is-saving");
    try {
      const response = await this.save(item, to);
      if (!response.ok) await this.refused(response, back);
      else this.tell(item, "moved", { from, to, answer: await this.answerIn(response) });
    } catch {
      back();
      toast(words("offline"), "bad");
    } finally {
      item.classList.remove("is-saving");
    }
  }

  private save(item: HTMLElement, list: HTMLElement): Promise<Response> {
    const before = item.previousElementSibling as HTMLElement | null;
    const body = new FormData();
    body.set("step", list.dataset["step"] ?? "");
    body.set("after", before?.dataset["id"] ?? "");
    this.tell(item, "saving", { body });
    const headers = { "X-CSRFToken": csrfToken(), Accept: "application/json" };
    return fetch(item.dataset["sortableUrl"] ?? "", { method: "POST", body, headers, credentials: "same-origin" });
  }

  private async refused(response: Response, back: () => void): Promise<void> {
    back();
    const { message } = await this.answerIn(response);
    toast(message ?? words("notMoved"), "bad");
  }

  private async answerIn(response: Response): Promise<{ message?: string }> {
    const isJson = response.headers.get("Content-Type")?.includes("json");
    return isJson ? ((await response.json()) as { message?: string }) : {};
  }

  private tell(item: HTMLElement, what: string, detail: object): void {
    item.dispatchEvent(new CustomEvent(`sortable:${what}`, { bubbles: true, detail }));
  }

  private putBack({ item, from, oldDraggableIndex }: SortableEvent): void {
    const others = [...from.querySelectorAll<HTMLElement>(":scope > [data-sortable-url]")].filter((other) => other !== item);
    const next = others[oldDraggableIndex ?? 0];
    if (next) next.before(item);
    else from.append(item);
  }
}
