// Runs before the first paint, so that a dark page never flashes white. controllers/theme.ts keeps the choice.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const theme = localStorage.getItem("theme") ?? (dark.matches ? "dark" : "light");
    document.documentElement.classList.toggle("dark", theme === "dark");
  };
  apply();
  dark.addEventListener("change", apply);
  addEventListener("theme", apply);
  addEventListener("storage", apply);
})();
