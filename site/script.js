// The page reads without this: it only remembers light or dark, copies listings, and opens the
// details for a printer. It runs in the head, so that a dark page never flashes white.
"use strict";

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

/** The kept choice; a browser that keeps nothing for local files may throw. */
function remembered() {
  try { return localStorage.getItem("theme"); } catch { return null; }
}

/** Follows the reader's choice, and forgets it when the system agrees with it. */
function choose(theme) {
  const agrees = theme === (system.matches ? "dark" : "light");
  if (agrees) delete root.dataset.theme; else root.dataset.theme = theme;
  try {
    if (agrees) localStorage.removeItem("theme"); else localStorage.setItem("theme", theme);
  } catch { /* The choice then holds for this page. */ }
}

const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";

const kept = remembered();
if (kept === "dark" || kept === "light") root.dataset.theme = kept;

document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector("button.theme");
  const label = () => { button.textContent = isDark() ? "Light page" : "Dark page"; };
  button.addEventListener("click", () => { choose(isDark() ? "light" : "dark"); label(); });
  system.addEventListener("change", label);
  label();
  button.hidden = false;

  if (!navigator.clipboard) return;
  for (const listing of document.querySelectorAll("figure.listing")) {
    const copy = document.createElement("button");
    copy.type = "button";
    copy.className = "copy";
    copy.textContent = "Copy";
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(listing.querySelector("pre").textContent);
        copy.textContent = "Copied";
      } catch { copy.textContent = "Not copied"; }
      setTimeout(() => { copy.textContent = "Copy"; }, 1500);
    });
    listing.querySelector("figcaption").append(copy);
  }
});

let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("article details:not([open])")];
  for (const details of closed) details.open = true;
});
addEventListener("afterprint", () => { for (const details of closed) details.open = false; });
