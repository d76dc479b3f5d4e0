// Suggestions below a search box. Without scripts it is a search box all the same.
export function suggest(box) {
  const list = document.createElement("datalist");
  list.id = `suggestions-${document.querySelectorAll("datalist").length}`;
  box.after(list);
  box.setAttribute("list", list.id);
  let waiting = 0;
  let asked = "";
  const typed = () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const text = box.value;
      if (text === asked || [...list.options].some((option) => option.value === text)) return;
      asked = text;
      const address = new URL(box.dataset.suggestions, location.href);
      address.searchParams.set("q", text);
      address.searchParams.set("format", "json");
      const answer = await fetch(address);
      if (!answer.ok || text !== asked) return;
      const { suggestions } = await answer.json();
      list.replaceChildren(
        ...suggestions.map((each) => {
          const option = document.createElement("option");
          option.value = each.query;
          const words = `${each.name} (${each.sort}, ${each.photos})`;
          // A browser lists only what has in it all that was typed.
          const has = `${each.query}\n${words}`.toLowerCase().includes(text.toLowerCase());
          option.label = has ? words : `${text} → ${words}`;
          return option;
        }),
      );
    }, 150);
  };
  box.addEventListener("input", typed);
  // Who types at once is quicker than this script comes.
  if (box.value !== box.defaultValue) typed();
}
