import { Controller } from "@hotwired/stimulus";

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Put a merge field where the caret is, in the field that was written in last. */
export default class extends Controller<HTMLElement> {
  static override targets = ["field"];
  declare readonly fieldTargets: Field[];
  private last: Field | null = null;

  remember({ target }: Event): void {
    this.last = target as Field;
  }

  insert({ params }: { params: { text: string } }): void {
    const field = this.last ?? this.fieldTargets.at(-1);
    if (!field) return;
    field.focus();
    field.setRangeText(params.text, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
