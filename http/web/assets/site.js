// The tab of this page is in sight where there are more tabs than room.
const tabs = document.querySelector(".tabs");
const tab = tabs?.querySelector("[aria-current]");
if (tab) tabs.scrollLeft = tab.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;

// A search box gets its suggestions when somebody comes to it, not before the photographs.
document.addEventListener("focusin", async ({ target }) => {
  if (!target.matches("input[data-suggestions]:not([list])")) return;
  const { suggest } = await import("./search.js");
  if (!target.list) suggest(target);
});

// Keys: a link with data-key is followed when its key is pressed. Without scripts every link
// is there all the same.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  const help = document.getElementById("keys");
  if (event.key === "?" && help) {
    event.preventDefault();
    if (help.open) help.close();
    else help.showModal();
    return;
  }
  if (help && help.open) return;
  for (const link of document.querySelectorAll("[data-key]")) {
    if (link.dataset.key === event.key) {
      event.preventDefault();
      link.click();
      return;
    }
  }
});
