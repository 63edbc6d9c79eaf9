/** `/assets/copy.js`: shows the copy buttons where copying works. Everything else works without. */
export const COPY_SCRIPT = `
if (navigator.clipboard) {
  const status = document.querySelector("[role=status]");
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
      } catch {
        getSelection().selectAllChildren(button.previousElementSibling);
        status.textContent = "Selected: copy it with the keyboard";
        return;
      }
      button.textContent = "Copied";
      status.textContent = button.ariaLabel.replace("Copy", "Copied");
      setTimeout(() => {
        button.textContent = "Copy";
        status.textContent = "";
      }, 2000);
    });
  }
}
`;
