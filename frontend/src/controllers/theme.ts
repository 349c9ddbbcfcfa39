import { Controller } from "@hotwired/stimulus";

/** Switch between light, dark and the system's theme; early.js applies the choice before the first paint. */
export default class extends Controller<HTMLElement> {
  static override targets = ["choice"];
  declare readonly choiceTargets: HTMLElement[];

  choiceTargetConnected(): void {
    this.mark();
  }

  choose({ params }: { params: { name: string } }): void {
    if (params.name === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", params.name);
    window.dispatchEvent(new Event("theme"));
    this.mark();
  }

  private mark(): void {
    const chosen = localStorage.getItem("theme") ?? "system";
    for (const choice of this.choiceTargets) {
      choice.setAttribute("aria-checked", String(choice.dataset["themeNameParam"] === chosen));
    }
  }
}
