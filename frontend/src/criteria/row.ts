import type { Part } from "./document";

/** Return the condition that a row's fields say now. */
export function read(row: HTMLElement, before: Part): Part {
  switch (row.dataset["kind"]) {
    case "field":
      return field(row, before);
    case "event":
      return happening(row);
    case "segment":
      return { segment: said(row, "segment") };
    case "cohort":
      return membership(row);
    case "words":
      return { words: said(row, "words") };
    default:
      return before;
  }
}

function field(row: HTMLElement, before: Part): Part {
  const key = said(row, "field");
  // The server chooses the comparison that one mostly wants of another field.
  if (key !== before["field"]) return { field: key };
  const is = said(row, "is");
  const takes = row.querySelector<HTMLElement>("[data-takes]")?.dataset["takes"];
  if (is !== before["is"]) return { ...before, is };
  if (takes === "nothing") return { field: key, is };
  if (takes === "texts" || takes === "choices") return { field: key, is, value: chips(row) };
  const value = said(row, "value");
  return { field: key, is, value: takes === "days" || takes === "number" ? numeric(value) : value };
}

function happening(row: HTMLElement): Part {
  const part: Part = { event: said(row, "event"), is: said(row, "is") };
  if (!["happened", "never"].includes(part["is"] as string)) part["times"] = numeric(said(row, "times") || "1");
  const window = said(row, "window");
  if (window) part[window] = window === "within_days" ? numeric(said(row, "window_value") || "90") : said(row, "window_value") || "30 days ago";
  return part;
}

function membership(row: HTMLElement): Part {
  const part: Part = { cohort: Number(said(row, "cohort")), is: said(row, "is") };
  const days = said(row, "for_days");
  return part["is"] === "in" && days ? { ...part, for_days: numeric(days) } : part;
}

function chips(row: HTMLElement): string[] {
  return [...row.querySelectorAll<HTMLInputElement>(".combobox-box input[type=hidden]")].map((one) => one.value);
}

function said(row: HTMLElement, part: string): string {
  return row.querySelector<HTMLInputElement | HTMLSelectElement>(`[data-part="${part}"]`)?.value.trim() ?? "";
}

/** A number, where it is one; what is none stays as it was typed, so that it is told what is wrong with it. */
function numeric(text: string): number | string {
  const number = Number(text);
  return text !== "" && Number.isFinite(number) ? number : text;
}
