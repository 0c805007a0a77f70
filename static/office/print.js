/* The print button of pages that are also paper. */
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
