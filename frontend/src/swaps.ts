interface SwapEvent {
  ctx: { target: Element };
}

/** Call back whenever htmx has filled this element; htmx tells it at the element that asked, not at the one it filled. */
export function onFilled(element: Element, act: () => void): () => void {
  const listener = (event: Event): void => {
    if ((event as CustomEvent<SwapEvent>).detail.ctx.target === element) act();
  };
  document.addEventListener("htmx:after:swap", listener);
  return () => document.removeEventListener("htmx:after:swap", listener);
}
