import { Controller } from "@hotwired/stimulus";
import Sortable, { type SortableEvent } from "sortablejs";
import { Adder, type Offer } from "../criteria/adder";
import * as criteria from "../criteria/document";
import type { How, Part, Way } from "../criteria/document";
import { read } from "../criteria/row";
import { csrfToken } from "../csrf";
import { words } from "../words";

const PAUSE = 350;
/** Changes to one value within this time are undone together. */
const TOGETHER = 1200;

/** What of a new condition one mostly goes on with: its value, else what there is. */
const VALUES = ".criteria-value input:not([type=hidden]), .criteria-value select, [data-kind]:not([data-kind=field], [data-kind=event]) [data-part]";

/** What the server answered, read to its end. */
interface Answer {
  ok: boolean;
  text: string;
}

interface Reading {
  problems: [string, string][];
  said: string;
  text: string;
  count: string;
}
interface Fault {
  at: number;
  message: string;
}
interface Change {
  /** Whether rows come or go, so that the server lays them out anew; else only a value has changed. */
  tree?: boolean;
  /** What the change is about: several to one thing are undone together. */
  about?: string;
  /** What has the focus afterwards. */
  focus?: string;
  /** What is said to those who do not see it. */
  say?: string;
  /** Whether the change was typed as text, which then stays as it was typed. */
  typed?: boolean;
}

/**
 * The builder of criteria. The document is the truth: a change makes a new one, the hidden field takes it, and the server
 * lays out its rows, reads it aloud and counts whom it means.
 */
export default class extends Controller<HTMLElement> {
  static override targets = [
    ...["document", "undo", "redo", "switch", "tree", "textPart", "text", "faults", "said", "count", "list", "adder", "live"],
    ...["facetsPart", "facets", "faultTemplate", "jumpTemplate"],
  ];
  static override values = { treeUrl: String, readingUrl: String, textUrl: String, conditionsUrl: String, facetsUrl: String };
  declare readonly documentTarget: HTMLInputElement;
  declare readonly undoTarget: HTMLButtonElement;
  declare readonly redoTarget: HTMLButtonElement;
  declare readonly switchTarget: HTMLButtonElement;
  declare readonly treeTarget: HTMLElement;
  declare readonly textPartTarget: HTMLElement;
  declare readonly textTarget: HTMLTextAreaElement;
  declare readonly faultsTarget: HTMLElement;
  declare readonly saidTarget: HTMLElement;
  declare readonly countTarget: HTMLElement;
  declare readonly liveTarget: HTMLElement;
  declare readonly hasFacetsPartTarget: boolean;
  declare readonly facetsPartTarget: HTMLDetailsElement;
  declare readonly facetsTarget: HTMLElement;
  declare readonly faultTemplateTarget: HTMLTemplateElement;
  declare readonly jumpTemplateTarget: HTMLTemplateElement;
  declare readonly treeUrlValue: string;
  declare readonly readingUrlValue: string;
  declare readonly textUrlValue: string;
  declare readonly conditionsUrlValue: string;
  declare readonly facetsUrlValue: string;

  private document: Part = { all: [] };
  private past: Part[] = [];
  private future: Part[] = [];
  private about = "";
  private aboutAt = 0;
  private problems: [string, string][] = [];
  private text: string | undefined;
  private treeAsked = 0;
  private asking: AbortController | undefined;
  private counting: AbortController | undefined;
  private timers = new Map<string, number>();
  private readonly lists = new Map<HTMLElement, Sortable>();
  private readonly adders = new Map<HTMLElement, Adder>();

  override connect(): void {
    this.document = JSON.parse(this.documentTarget.value) as Part;
    document.addEventListener("click", this.asked);
    if (this.isText) return;
    void this.read();
    // Beside the criteria there is room for it; below them it would push them away.
    if (this.hasFacetsPartTarget && this.element.clientWidth > 860) this.facetsPartTarget.open = true;
  }

  override disconnect(): void {
    document.removeEventListener("click", this.asked);
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.asking?.abort();
    this.counting?.abort();
  }

  // --- Conditions ---------------------------------------------------------------------------------------------------

  offer(event: Event): void {
    const adder = this.adderOf(event);
    this.later("offer", () => void adder.offer(), event.type === "input" ? 150 : 0);
  }

  pressAdder(event: KeyboardEvent): void {
    void this.adderOf(event).press(event);
  }

  leaveAdder(event: Event): void {
    this.adderOf(event).hide();
  }

  pick(event: Event): void {
    event.preventDefault();
    const input = (event.currentTarget as Element).parentElement?.querySelector("input");
    if (input) this.adders.get(input)?.pick(event);
  }

  edit(event: Event): void {
    const row = event.currentTarget as HTMLElement;
    const path = this.pathOf(row);
    const before = criteria.at(this.document, path);
    if (!before) return;
    if (row.dataset["kind"] === "text") return this.later("row", () => void this.readRow(row), PAUSE);
    const control = event.target as HTMLElement;
    const part = read(row, before);
    const [tree, name] = ["shapes" in control.dataset, control.dataset["part"] ?? ""];
    const focus = `[data-part="${name}"]`;
    this.change(criteria.put(this.document, path, part), { about: `${path} ${name}`, tree, ...(tree && { focus: this.at(path, focus) }) });
  }

  /** Faults are not told while somebody is still writing in the row. */
  touch(): void {
    setTimeout(() => this.showProblems(), 0);
  }

  remove(event: Event): void {
    const path = this.pathOf(event.currentTarget as Element);
    const group = criteria.parentOf(path);
    this.change(criteria.remove(this.document, path), { tree: true, focus: this.adderAt(group), say: "removed" });
  }

  addGroup(event: Event): void {
    const group = this.groupOf(event.currentTarget as Element);
    const how = criteria.howOf(criteria.at(this.document, group) ?? {}) === "all" ? "any" : "all";
    const { document, path } = criteria.insert(this.document, group, { [how]: [] });
    this.change(document, { tree: true, focus: this.adderAt(path), say: "added" });
  }

  join(event: Event): void {
    const select = event.currentTarget as HTMLSelectElement;
    const group = this.groupOf(select);
    // A group that is joined otherwise has another path from here on.
    this.change(criteria.join(this.document, group, select.value as How), { tree: true, focus: `[data-path="${group}"] > .criteria-head select` });
  }

  wrap(event: Event): void {
    const { document, path } = criteria.wrap(this.document, this.pathOf(event.currentTarget as Element));
    this.change(document, { tree: true, focus: this.at(path, ".handle"), say: "moved" });
  }

  ungroup(event: Event): void {
    const path = this.pathOf(event.currentTarget as Element);
    this.change(criteria.ungroup(this.document, path), { tree: true, focus: this.adderAt(criteria.parentOf(path)), say: "moved" });
  }

  move(event: Event): void {
    const item = event.currentTarget as HTMLElement;
    this.shiftBy(this.pathOf(item), item.dataset["way"] as Way);
  }

  shift(event: KeyboardEvent): void {
    const ways: Record<string, Way> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "into" };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    this.shiftBy(this.pathOf(event.currentTarget as Element), way);
  }

  verify(event: Event): void {
    this.change(criteria.verifying(this.document, (event.currentTarget as HTMLSelectElement).value === "verify"));
  }

  listTargetConnected(list: HTMLElement): void {
    const sortable = Sortable.create(list, {
      group: this.documentTarget.name,
      handle: ".handle",
      draggable: "[data-criteria-node]",
      animation: 140,
      fallbackOnBody: true,
      swapThreshold: 0.65,
      ghostClass: "is-ghost",
      onEnd: (event) => this.dropped(event),
    });
    this.lists.set(list, sortable);
  }

  listTargetDisconnected(list: HTMLElement): void {
    // A list inside a group that is being dragged has only changed its place.
    if (this.element.contains(list)) return;
    this.lists.get(list)?.destroy();
    this.lists.delete(list);
  }

  facet(event: Event): void {
    const { field, value } = (event.currentTarget as HTMLElement).dataset;
    if (field === undefined || value === undefined) return;
    this.change(criteria.toggle(this.document, field, this.facetIs(event.currentTarget as HTMLElement), value), { tree: true });
  }

  showFacets(): void {
    if (this.facetsPartTarget.open) void this.countFacets();
  }

  // --- Back and forth -----------------------------------------------------------------------------------------------

  undo(): void {
    this.travel(this.past, this.future, "undone");
  }

  redo(): void {
    this.travel(this.future, this.past, "redone");
  }

  press(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || !["z", "y"].includes(event.key.toLowerCase())) return;
    // In a field with text the browser undoes what was typed.
    const field = event.target as HTMLInputElement;
    if (field.matches("textarea, input") && field.value !== "") return;
    event.preventDefault();
    if (event.key.toLowerCase() === "y" || event.shiftKey) this.redo();
    else this.undo();
  }

  // --- Text ---------------------------------------------------------------------------------------------------------

  async switch(): Promise<void> {
    if (!this.isText) {
      if (this.text === undefined) await this.read();
      if (this.text === undefined) return this.say("unfinished");
      this.textTarget.value = this.text;
      this.setText(true);
      this.textTarget.focus();
    } else {
      await this.readText();
      if (this.faultsTarget.hasChildNodes()) return this.textTarget.focus();
      this.setText(false);
      this.switchTarget.focus();
    }
  }

  async readText(event?: Event): Promise<void> {
    if (event) return this.later("text", () => void this.readText(), PAUSE);
    clearTimeout(this.timers.get("text"));
    const answer = await this.textMeant(this.textTarget.value);
    if (!answer) return;
    this.showFaults(answer.faults);
    if (answer.document) this.change(answer.document, { tree: true, about: "text", typed: true });
  }

  // --- What is behind -----------------------------------------------------------------------------------------------

  private get isText(): boolean {
    return this.switchTarget.getAttribute("aria-pressed") === "true";
  }

  private setText(shown: boolean): void {
    this.switchTarget.setAttribute("aria-pressed", String(shown));
    this.textPartTarget.hidden = !shown;
    this.treeTarget.hidden = shown;
    this.textTarget.disabled = !shown;
  }

  private asked = (event: Event): void => {
    const button = (event.target as Element).closest<HTMLElement>("[data-criteria-about]");
    if (!button || this.isText || button.dataset["criteriaName"] !== this.documentTarget.name) return;
    this.add("", { label: "", note: "", part: { field: button.dataset["criteriaAbout"] } });
  };

  private add(group: string, offer: Offer): void {
    const part = structuredClone(offer.part);
    const { document, path } = criteria.insert(this.document, group, part);
    const value = part["value"];
    const isWhole = Array.isArray(value) ? value.length > 0 : offer.note !== "" && !("field" in part && value === "");
    this.change(document, { tree: true, focus: isWhole ? this.adderAt(group) : this.at(path, VALUES), say: "added" });
  }

  private change(next: Part, { tree = false, about = "", focus, say, typed = false }: Change = {}): void {
    if (JSON.stringify(next) === JSON.stringify(this.document)) return;
    const now = Date.now();
    if (!about || about !== this.about || now - this.aboutAt > TOGETHER) this.past.push(this.document);
    [this.about, this.aboutAt, this.future] = [about, now, []];
    this.take(next);
    if (say) this.say(say);
    if (tree) void this.lay(focus);
    this.later("read", () => void this.read(typed), PAUSE);
  }

  private travel(from: Part[], to: Part[], say: string): void {
    const next = from.pop();
    if (!next) return;
    to.push(this.document);
    this.about = "";
    this.take(next);
    this.say(say);
    void this.lay();
    void this.read();
  }

  /** Let a document be the one that is edited; the form hears of it. */
  private take(next: Part): void {
    this.document = next;
    this.text = undefined;
    this.documentTarget.value = JSON.stringify(next);
    // Not disabled: who has just pressed one of them would lose the focus.
    this.undoTarget.setAttribute("aria-disabled", String(this.past.length === 0));
    this.redoTarget.setAttribute("aria-disabled", String(this.future.length === 0));
    this.documentTarget.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Have the rows laid out anew. */
  private async lay(focus?: string): Promise<void> {
    const asked = ++this.treeAsked;
    const response = await this.post(this.treeUrlValue, { document: JSON.stringify(this.document) });
    if (!response?.ok || asked !== this.treeAsked) return;
    const typing = this.typing();
    this.treeTarget.innerHTML = response.text;
    const laid = this.treeTarget.querySelector<HTMLElement>("[data-criteria-document]")?.dataset["criteriaDocument"];
    const normal = laid ? (JSON.parse(laid) as Part) : this.document;
    if (JSON.stringify(normal) !== JSON.stringify(this.document)) this.take(normal);
    const wanted = focus ? this.treeTarget.querySelector<HTMLElement>(focus) : null;
    // At once: who types on while the rows are laid out loses nothing.
    if (typing && wanted instanceof HTMLInputElement) wanted.value = typing;
    wanted?.focus();
    // A task of its own: the controllers of the new rows must hear of it.
    setTimeout(() => {
      if (typing) wanted?.dispatchEvent(new Event("input", { bubbles: true }));
      else if (wanted?.isConnected) wanted.dispatchEvent(new FocusEvent("focus"));
      this.showProblems();
    }, 0);
  }

  /** What is being typed where a condition is added. */
  private typing(): string {
    const field = document.activeElement;
    return field instanceof HTMLInputElement && field.dataset["criteriaTarget"] === "adder" ? field.value : "";
  }

  private async read(typed = false): Promise<void> {
    clearTimeout(this.timers.get("read"));
    this.asking?.abort();
    this.asking = new AbortController();
    this.countTarget.setAttribute("aria-busy", "true");
    const asked = JSON.stringify(this.document);
    const response = await this.post(this.readingUrlValue, { document: asked }, this.asking.signal);
    if (!response) return;
    this.countTarget.removeAttribute("aria-busy");
    if (!response.ok) return void (this.countTarget.textContent = words("failed"));
    const { problems, said, text, count } = JSON.parse(response.text) as Reading;
    if (asked !== JSON.stringify(this.document)) return;
    this.problems = problems;
    this.text = problems.length ? undefined : text;
    if (this.saidTarget.textContent !== said) this.saidTarget.textContent = said;
    this.countTarget.innerHTML = count;
    this.showProblems();
    if (this.isText && !typed && this.text !== undefined) {
      this.textTarget.value = this.text;
      this.showFaults([]);
    }
    if (this.hasFacetsPartTarget && this.facetsPartTarget.open) void this.countFacets();
  }

  /** While conditions are unfinished, what was counted last stays. */
  private async countFacets(): Promise<void> {
    if (this.problems.length) return;
    this.counting?.abort();
    this.counting = new AbortController();
    const response = await this.post(this.facetsUrlValue, { document: JSON.stringify(this.document) }, this.counting.signal);
    if (!response?.ok) return;
    const held = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("[data-field][data-value]")?.dataset;
    this.facetsTarget.innerHTML = response.text;
    for (const button of this.facetsTarget.querySelectorAll<HTMLElement>("[data-field]")) {
      const { field = "", value = "" } = button.dataset;
      button.setAttribute("aria-pressed", String(criteria.asks(this.document, field, this.facetIs(button), value)));
      if (held?.["field"] === field && held["value"] === value) button.focus();
    }
  }

  private facetIs(button: HTMLElement): string {
    return button.dataset["several"] === "words" ? "has_any" : "in";
  }

  private async textMeant(text: string): Promise<{ document?: Part; faults: Fault[] } | undefined> {
    this.asking?.abort();
    this.asking = new AbortController();
    const response = await this.post(this.textUrlValue, { text }, this.asking.signal);
    return response?.ok ? (JSON.parse(response.text) as { document?: Part; faults: Fault[] }) : undefined;
  }

  /** A condition that no row can hold is edited as text, in its own row. */
  private async readRow(row: HTMLElement): Promise<void> {
    const field = row.querySelector<HTMLInputElement>("[data-part=text]");
    const path = this.pathOf(row);
    const answer = await this.textMeant(field?.value ?? "");
    if (!answer || !field) return;
    const part = answer.document && criteria.howOf(answer.document) === "all" ? criteria.partsOf(answer.document)[0] : answer.document;
    if (part) return this.change(criteria.put(this.document, path, part), { about: `${path} text` });
    this.problems = [...this.problems.filter(([where]) => where !== path), ...answer.faults.map(({ message }): [string, string] => [path, message])];
    this.mark(row.querySelector("[data-problems]"), answer.faults.map(({ message }) => message));
  }

  private showFaults(faults: Fault[]): void {
    this.faultsTarget.replaceChildren(...faults.map((fault) => this.fault(fault)));
    this.textTarget.setAttribute("aria-invalid", String(faults.length > 0));
  }

  private fault({ at, message }: Fault): Element {
    const line = this.line(message);
    const button = (this.jumpTemplateTarget.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
    button.addEventListener("click", () => {
      this.textTarget.focus();
      this.textTarget.setSelectionRange(at, Math.max(at, this.textTarget.value.slice(at).search(/[\s,()]|$/) + at));
    });
    line.append(button);
    return line;
  }

  private line(message: string): Element {
    const line = (this.faultTemplateTarget.content.cloneNode(true) as DocumentFragment).firstElementChild as Element;
    const text = line.querySelector("span");
    if (text) text.textContent = message;
    return line;
  }

  /** Put what is wrong beside its condition, but where somebody is still writing. */
  private showProblems(): void {
    for (const holder of this.treeTarget.querySelectorAll<HTMLElement>("[data-problems]")) {
      const row = holder.closest<HTMLElement>(".criteria-row, .criteria-group");
      if (!row) continue;
      const path = row.dataset["path"] ?? this.pathOf(row);
      const list = row.matches(".criteria-group") ? `${path}/${row.dataset["how"] ?? ""}` : "";
      const isHere = (where: string): boolean => (list ? where === list || (where === path && path !== "") : where === path || where.startsWith(`${path}/`));
      const found = this.problems.filter(([where]) => isHere(where)).map(([, message]) => message);
      this.mark(holder, row.contains(document.activeElement) ? [] : found);
    }
  }

  private mark(holder: Element | null, messages: string[]): void {
    if (!holder) return;
    holder.replaceChildren(...messages.map((message) => this.line(message)));
    holder.id ||= `problems-${Math.random().toString(36).slice(2)}`;
    for (const control of holder.parentElement?.querySelectorAll<HTMLElement>(":scope > .criteria-value :is(input, select), :scope > [data-part]") ?? []) {
      if (messages.length) control.setAttribute("aria-describedby", holder.id);
      else control.removeAttribute("aria-describedby");
    }
  }

  private dropped({ from, to, oldDraggableIndex = 0, newDraggableIndex = 0 }: SortableEvent): void {
    const group = (list: HTMLElement): string => (list.dataset["path"] ?? "").split("/").slice(0, -1).join("/");
    const path = `${from.dataset["path"]}/${oldDraggableIndex}`;
    if (from === to && oldDraggableIndex === newDraggableIndex) return;
    const moved = criteria.moveTo(this.document, path, group(to), newDraggableIndex);
    if (moved) this.change(moved.document, { tree: true, focus: this.at(moved.path, ".handle"), say: "moved" });
    else void this.lay();
  }

  private shiftBy(path: string, way: Way): void {
    const moved = criteria.step(this.document, path, way);
    if (moved) this.change(moved.document, { tree: true, focus: this.at(moved.path, ".handle"), say: "moved" });
  }

  private adderOf(event: Event): Adder {
    const input = event.currentTarget as HTMLInputElement;
    const known = this.adders.get(input);
    if (known) return known;
    const made = new Adder(input, this.conditionsUrlValue, (offer) => this.add(this.groupOf(input), offer));
    this.adders.set(input, made);
    return made;
  }

  private pathOf(element: Element): string {
    return element.closest<HTMLElement>("[data-criteria-node]")?.dataset["path"] ?? "";
  }

  private groupOf(element: Element): string {
    return element.closest<HTMLElement>(".criteria-group")?.dataset["path"] ?? "";
  }

  private at(path: string, selector: string): string {
    return `[data-criteria-node][data-path="${path}"] :is(${selector})`;
  }

  private adderAt(group: string): string {
    return `.criteria-group[data-path="${group}"] > .criteria-add input`;
  }

  private say(key: string): void {
    this.liveTarget.textContent = this.element.dataset[`say${key[0]?.toUpperCase() ?? ""}${key.slice(1)}`] ?? "";
  }

  private later(what: string, act: () => void, pause: number): void {
    clearTimeout(this.timers.get(what));
    this.timers.set(what, window.setTimeout(act, pause));
  }

  /** Ask the server; nothing where a later question has taken the place of this one. */
  private async post(url: string, fields: Record<string, string>, signal?: AbortSignal): Promise<Answer | undefined> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    try {
      const headers = { "X-CSRFToken": csrfToken() };
      const response = await fetch(url, { method: "POST", body, headers, credentials: "same-origin", ...(signal && { signal }) });
      // Read here, for a later question may also come while the answer is on its way.
      return { ok: response.ok, text: await response.text() };
    } catch {
      return undefined;
    }
  }
}
