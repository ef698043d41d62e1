// Light or dark, as somebody chose on the page. Read before anything is drawn, so that no page flashes in the other.

const KEPT = "colours";
const root = document.documentElement;

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // a browser that keeps nothing still shows the page
  }
}

function isDark() {
  return (root.dataset.colours ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
}

const chosen = kept();
if (chosen === "light" || chosen === "dark") root.dataset.colours = chosen;

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-colours-switch]")) {
    const show = () => (button.textContent = isDark() ? "Light colours" : "Dark colours");
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.colours = isDark() ? "light" : "dark";
      try {
        localStorage.setItem(KEPT, root.dataset.colours);
      } catch {
        // it holds for this page alone
      }
      show();
    });
    show();
  }
});
