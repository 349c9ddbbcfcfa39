import { Controller } from "@hotwired/stimulus";

/** Fill a hidden field with the browser's time zone. */
export default class extends Controller<HTMLInputElement> {
  override connect(): void {
    this.element.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
}
