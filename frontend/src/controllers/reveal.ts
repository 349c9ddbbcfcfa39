import { Controller } from "@hotwired/stimulus";

/** Show the parts of a form that belong to the chosen value; what is hidden is not sent. */
export default class extends Controller<HTMLElement> {
  static override targets = ["source", "part"];
  declare readonly sourceTargets: (HTMLSelectElement | HTMLInputElement)[];
  declare readonly partTargets: HTMLElement[];

  sourceTargetConnected(): void {
    this.update();
  }

  partTargetConnected(): void {
    this.update();
  }

  update(): void {
    const values = this.sourceTargets.map((source) =>
      source instanceof HTMLInputElement && ["checkbox", "radio"].includes(source.type) && !source.checked ? "" : source.value,
    );
    for (const part of this.partTargets) {
      const wanted = (part.dataset["revealWhen"] ?? "").split(" ");
      part.hidden = !wanted.some((value) => values.includes(value));
      for (const field of part.querySelectorAll<HTMLInputElement>("input, select, textarea")) field.disabled = part.hidden;
    }
  }
}
