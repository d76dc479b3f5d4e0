// The page of a photo: full screen, touch, notes, and steps that load no page anew.
// Without this every step is a link, the full screen view is the largest picture, and notes
// stand beside it.

const root = document.documentElement;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const pages = new Map(); // the text of pages by address, of the last few
let asked = ""; // the address that was last stepped to
let steps = Promise.resolve(); // the last of those under way

const full = () => root.classList.contains("full");
const link = (key) => document.querySelector(`[data-key="${key}"]`);

function fetched(address) {
  if (!pages.has(address)) {
    const text = fetch(address, { headers: { Accept: "text/html" } }).then((answer) => {
      if (!answer.ok) throw new Error(answer.status);
      return answer.text();
    });
    text.catch(() => pages.delete(address));
    pages.set(address, text);
    if (pages.size > 8) pages.delete(pages.keys().next().value);
  }
  return pages.get(address);
}

async function read(address) {
  const page = new DOMParser().parseFromString(await fetched(address), "text/html");
  if (!page.querySelector(".stage")) throw new Error("no photo");
  return page;
}

// Shows the photo at another address in place of this one; the full screen stays.
async function step(address, goes = true) {
  if (!address) return;
  asked = address;
  try {
    const page = await read(address);
    if (asked !== address) return;
    if (goes) history.pushState(null, "", address);
    document.title = page.title;
    document.body.className = page.body.className;
    document.body.replaceChildren(...page.body.childNodes);
    dress();
    document.getElementById("main").focus({ preventScroll: true });
    if (!full()) scrollTo(0, 0);
  } catch {
    if (asked === address) location.assign(address);
  }
}

// What a page that has just come needs, and what will be needed next.
function dress() {
  const picture = document.querySelector(".frame img:not(.tones)");
  if (picture && full()) picture.sizes = "100vw";
  for (const title of document.querySelectorAll(".marks title")) title.remove();
  for (const beside of document.querySelectorAll(".beside")) {
    read(beside.href).then((page) => {
      const there = page.querySelector(".frame img:not(.tones)");
      if (!there) return;
      const early = new Image();
      early.sizes = full() ? "100vw" : there.sizes;
      early.srcset = there.srcset;
    }, () => {});
  }
}

function show(on) {
  root.classList.toggle("full", on);
  if (!on) root.classList.remove("informed");
  // Where a browser gives no full screen, the picture has its whole window.
  if (on) root.requestFullscreen?.().catch(() => {});
  else if (document.fullscreenElement) document.exitFullscreen();
  document.querySelector("[data-full]")?.setAttribute("aria-pressed", on);
  dress();
}

function inform() {
  if (full()) {
    root.classList.toggle("informed");
    return;
  }
  const about = document.getElementById("about");
  const top = about.getBoundingClientRect().top > innerHeight / 3 ? about.offsetTop : 0;
  scrollTo({ top, behavior: still.matches ? "auto" : "smooth" });
}

// The words of a note, beside its box. Positions are set by script: no page has inline styles.
function tell(mark) {
  document.querySelector(".told")?.remove();
  if (!mark) return;
  const frame = document.querySelector(".frame");
  const words = document.createElement("p");
  words.className = "told";
  words.dir = "auto";
  words.textContent = mark.getAttribute("aria-label");
  words.setAttribute("aria-hidden", "true");
  frame.append(words);
  const [box, around] = [mark.getBoundingClientRect(), frame.getBoundingClientRect()];
  const left = Math.min(box.left - around.left, around.width - words.offsetWidth - 8);
  const below = box.bottom - around.top + 6;
  const fits = below + words.offsetHeight < around.height;
  words.style.left = `${Math.max(left, 8)}px`;
  words.style.top = `${fits ? below : Math.max(box.top - around.top - words.offsetHeight - 6, 8)}px`;
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (event.target.closest("[data-full]")) {
    event.preventDefault();
    show(!full());
    return;
  }
  const mark = event.target.closest(".marks a");
  if (mark && mark.getAttribute("href").startsWith("#")) {
    event.preventDefault();
    tell(mark);
    return;
  }
  const way = event.target.closest(".beside, .sign-ways a, .when-ways a[data-key], .strip a");
  if (!way || !link("f")) return;
  event.preventDefault();
  const { key } = way.dataset;
  const address = new URL(way.getAttribute("href"), location).href;
  // A key that is pressed again before the page is there means the next one from there.
  steps = steps.then(() => step(key ? link(key)?.href : address));
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog, video")) return;
  if (event.key === "i") inform();
  else if (event.key === "Escape" && document.querySelector(".told")) tell(null);
  else if (event.key === "Escape" && full()) show(false);
});

for (const name of ["pointerover", "focusin"]) {
  document.addEventListener(name, (event) => {
    const mark = event.target.closest?.(".marks a");
    if (mark || name === "focusin" || event.target.closest?.(".frame")) tell(mark);
  });
}

let touched = null;
document.addEventListener("touchstart", (event) => {
  const alone = event.touches.length === 1 && (visualViewport?.scale ?? 1) < 1.05;
  touched = alone && event.target.closest(".stage") && !event.target.closest("video")
    ? event.touches[0]
    : null;
}, { passive: true });
document.addEventListener("touchend", (event) => {
  if (!touched) return;
  const [x, y] = [event.changedTouches[0].clientX - touched.clientX,
    event.changedTouches[0].clientY - touched.clientY];
  touched = null;
  if (Math.abs(x) > 48 && Math.abs(x) > 1.5 * Math.abs(y)) link(x > 0 ? "ArrowLeft" : "ArrowRight")?.click();
  else if (full() && y > 96) show(false);
});

document.addEventListener("fullscreenchange", () => {
  if (!document.fullscreenElement && full()) show(false);
});
addEventListener("popstate", () => {
  if (location.href.split("#")[0] !== asked) step(location.href, false);
});
dress();
