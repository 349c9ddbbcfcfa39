import { Controller } from "@hotwired/stimulus";

interface HtmxConfirm {
  issueRequest: () => void;
  dropRequest: () => void;
  ctx: { confirm: string };
}

type Answer = (isYes: boolean) => void;

/**
 * Ask before something that cannot be undone, in a dialog of ours: `hx-confirm="…"` for htmx,
 * `data-confirm="…"` on the form or its button for an ordinary submit.
 */
export default class extends Controller<HTMLDialogElement> {
  static override targets = ["text", "ok"];
  declare readonly textTarget: HTMLElement;
  declare readonly okTarget: HTMLButtonElement;
  private answer: Answer | null = null;
  private allowed: Element | null = null;

  override connect(): void {
    document.addEventListener("htmx:confirm", this.onHtmx);
    document.addEventListener("submit", this.onSubmit, true);
    this.element.addEventListener("close", this.closed);
  }

  override disconnect(): void {
    document.removeEventListener("htmx:confirm", this.onHtmx);
    document.removeEventListener("submit", this.onSubmit, true);
    this.element.removeEventListener("close", this.closed);
  }

  private onHtmx = (event: Event): void => {
    const { ctx, issueRequest, dropRequest } = (event as CustomEvent<HtmxConfirm>).detail;
    event.preventDefault();
    this.ask(ctx.confirm, event.target as HTMLElement, (isYes) => (isYes ? issueRequest() : dropRequest()));
  };

  private onSubmit = (event: SubmitEvent): void => {
    const form = event.target as HTMLFormElement;
    const text = (event.submitter as HTMLElement | null)?.dataset["confirm"] ?? form.dataset["confirm"];
    if (!text || this.allowed === form) {
      this.allowed = null;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    this.ask(text, (event.submitter as HTMLElement | null) ?? form, (isYes) => {
      if (!isYes) return;
      this.allowed = form;
      form.requestSubmit(event.submitter);
    });
  };

  private ask(text: string, source: HTMLElement, answer: Answer): void {
    this.textTarget.textContent = text;
    this.okTarget.textContent = source.dataset["confirmOk"] ?? this.okTarget.dataset["label"] ?? "";
    this.answer = answer;
    this.element.returnValue = "";
    this.element.showModal();
  }

  private closed = (): void => {
    this.answer?.(this.element.returnValue === "ok");
    this.answer = null;
  };
}
