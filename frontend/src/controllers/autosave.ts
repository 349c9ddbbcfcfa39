import { Controller } from "@hotwired/stimulus";
import { csrfToken } from "../csrf";

const PAUSE = 600;

interface Answer {
  /** Where the form saves from now on: the first save of something new gives it an address. */
  url?: string;
  said?: string;
  errors?: Record<string, string>;
}

/**
 * Save a form by itself: a moment after a change, and when the page is left, so that nothing entered is lost.
 * It posts to the form's own address asking for JSON, and shows what came of it in `state`. It waits while a
 * `needed` field is empty.
 */
export default class extends Controller<HTMLFormElement> {
  static override targets = ["state", "needed"];
  declare readonly stateTargets: HTMLElement[];
  declare readonly neededTargets: HTMLInputElement[];
  private timer = 0;
  private unsaved = false;
  private saving: Promise<void> = Promise.resolve();
  private submitting = false;

  override connect(): void {
    this.element.addEventListener("input", this.later);
    this.element.addEventListener("change", this.later);
    this.element.addEventListener("submit", this.submitted);
    document.addEventListener("visibilitychange", this.left);
    window.addEventListener("pagehide", this.left);
  }

  override disconnect(): void {
    this.element.removeEventListener("input", this.later);
    this.element.removeEventListener("change", this.later);
    this.element.removeEventListener("submit", this.submitted);
    document.removeEventListener("visibilitychange", this.left);
    window.removeEventListener("pagehide", this.left);
    this.left();
  }

  private later = (event: Event): void => {
    if ((event.target as HTMLInputElement).name === "") return;
    this.unsaved = true;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.queue(), PAUSE);
  };

  /** A save under way is let finish first: it may be the one that gives the form its address. */
  private submitted = (event: SubmitEvent): void => {
    clearTimeout(this.timer);
    this.unsaved = false;
    if (this.submitting) return;
    event.preventDefault();
    this.submitting = true;
    // A task of its own: while a form fires its submit event, it refuses to be submitted.
    void this.saving.finally(() => setTimeout(() => this.element.requestSubmit(event.submitter)));
  };

  private left = (): void => {
    if (!this.unsaved || this.submitting || (document.visibilityState === "visible" && this.element.isConnected)) return;
    clearTimeout(this.timer);
    this.queue(true);
  };

  private queue(leaving = false): void {
    if (this.neededTargets.some((field) => !field.value.trim())) return;
    this.unsaved = false;
    this.saving = leaving ? this.save(true) : this.saving.then(() => this.save(false));
  }

  private async save(leaving: boolean): Promise<void> {
    const headers = { "X-CSRFToken": csrfToken(), Accept: "application/json" };
    const body = new FormData(this.element);
    try {
      const response = await fetch(this.element.action, { method: "POST", body, headers, keepalive: leaving, credentials: "same-origin" });
      const isJson = response.headers.get("Content-Type")?.includes("json");
      this.show(isJson ? ((await response.json()) as Answer) : { said: this.element.dataset["autosaveFailed"] ?? "" }, response.ok);
    } catch {
      this.unsaved = true;
      this.show({ said: this.element.dataset["autosaveFailed"] ?? "" }, false);
    }
  }

  private show({ url, said, errors = {} }: Answer, ok: boolean): void {
    if (url && url !== new URL(this.element.action).pathname) {
      this.element.action = url;
      history.replaceState(history.state, "", url);
    }
    for (const state of this.stateTargets) {
      state.textContent = said ?? "";
      state.dataset["tone"] = ok ? "good" : "bad";
    }
    for (const field of this.element.querySelectorAll<HTMLInputElement>("[name]")) this.mark(field, errors[field.name]);
  }

  private mark(field: HTMLInputElement, error: string | undefined): void {
    const id = `${field.id || field.name}_saving_error`;
    document.getElementById(id)?.remove();
    if (!error) return void (field.getAttribute("aria-errormessage") === id && this.unmark(field));
    const text = Object.assign(document.createElement("p"), { id, className: "field-error", textContent: error });
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-errormessage", id);
    (field.closest(".field") ?? field.parentElement)?.append(text);
  }

  private unmark(field: HTMLInputElement): void {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-errormessage");
  }
}
