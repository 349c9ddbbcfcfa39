/** Sentences that scripts say, translated by the server in the template `document.html`. */
export function words(key: string): string {
  return document.body.dataset[`say${key[0]?.toUpperCase() ?? ""}${key.slice(1)}`] ?? "";
}
