import { Controller } from "@hotwired/stimulus";
import { toast } from "../toasts";
import { words } from "../words";

/** Copy a text to the clipboard. */
export default class extends Controller<HTMLElement> {
  static override values = { text: String };
  declare readonly textValue: string;

  async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.textValue);
    toast(words("copied"), "good");
  }
}
