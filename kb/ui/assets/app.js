// Runs once, as the js_on_load of the bridge component: `trigger` sends an event with data to Python.
// Actions stand in data-kb attributes, which only the program writes: note text reaches the page escaped.
const PANEL_ACTIONS = new Set(["cite", "step", "passage", "open", "concept"]);
const SHEET = "kb-sheet-open";
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const sheetIsUsed = window.matchMedia("(max-width: 860px)");
let cameFrom = null;

function act(target) {
  const data = { ...target.dataset };
  if (data.kb === "ask") {
    closeSheet(false);
    trigger("submit", data);
  } else if (data.kb === "new") {
    trigger("clear", {});
    questionBox()?.focus();
  } else if (PANEL_ACTIONS.has(data.kb)) {
    openSheet(target);
    markChosen(target);
    trigger("select", data);
  } else if (data.kb === "quote") {
    toggleQuote(target);
  } else if (data.kb === "copy") {
    copyAnswer(target);
  } else if (data.kb === "close") {
    closeSheet(true);
  }
}

function markChosen(target) {
  if (!target.classList.contains("kb-cite")) return;
  document.querySelectorAll(".kb-cite[aria-current]").forEach((chip) => chip.removeAttribute("aria-current"));
  target.setAttribute("aria-current", "true");
}

function toggleQuote(arrow) {
  const chain = arrow.closest(".kb-chain");
  const arrows = [...chain.querySelectorAll(".kb-arrow")];
  const quotes = [...chain.querySelectorAll(".kb-quote")];
  const wasOpen = arrow.getAttribute("aria-expanded") === "true";
  arrows.forEach((other, at) => {
    const open = other === arrow && !wasOpen;
    other.setAttribute("aria-expanded", String(open));
    if (quotes[at]) quotes[at].hidden = !open;
  });
}

async function copyAnswer(button) {
  const reply = button.closest(".kb-reply");
  const prose = reply.querySelector(".kb-prose").cloneNode(true);
  prose.querySelectorAll(".kb-cite").forEach((chip) => chip.replaceWith(`[${chip.textContent}]`));
  prose.querySelectorAll("li").forEach((item) => item.prepend("- "));
  const sources = [...reply.querySelectorAll(".kb-prose .kb-cite")].map((chip) => `[${chip.textContent}] ${chip.title}`);
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText([prose.textContent.trim(), ...new Set(sources)].join("\n"));
    button.textContent = button.dataset.done;
  } catch {
    window.getSelection().selectAllChildren(reply.querySelector(".kb-prose"));
  }
  setTimeout(() => (button.textContent = before), 1600);
}

function openSheet(from) {
  if (!sheetIsUsed.matches) return;
  if (!document.body.classList.contains(SHEET)) cameFrom = from;
  document.body.classList.add(SHEET);
}

function closeSheet(restore) {
  document.body.classList.remove(SHEET);
  if (restore && cameFrom && cameFrom.isConnected) cameFrom.focus();
  cameFrom = null;
}

function questionBox() {
  return document.querySelector("#kb-question textarea, #kb-question input");
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-kb]");
  if (target) {
    event.preventDefault();
    act(target);
  } else if (document.body.classList.contains(SHEET) && !event.target.closest("#kb-evidence")) {
    closeSheet(false);
  }
});

document.addEventListener("keydown", (event) => {
  const target = event.target.closest?.("[data-kb][role=button]");
  if (target && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    act(target);
  } else if (event.key === "Escape") {
    closeSheet(true);
  } else if (event.key === "/" && !event.target.closest?.("input, textarea, [contenteditable]")) {
    event.preventDefault();
    questionBox()?.focus();
  }
});

// The newest question moves to the top of the view once, so that its answer grows below it without pushing anything.
let turnsSeen = 0;
let keySeen = "";
function follow() {
  const scroller = document.querySelector("#kb-transcript .kb-turns");
  const turns = scroller ? scroller.querySelectorAll(".kb-turn") : [];
  if (turns.length > turnsSeen && turns.length) {
    const last = turns[turns.length - 1];
    scroller.scrollTo({ top: last.offsetTop - scroller.offsetTop, behavior: calm.matches ? "auto" : "smooth" });
  }
  turnsSeen = turns.length;
  const note = document.querySelector("#kb-note .kb-note");
  const page = note?.querySelector(".kb-page");
  if (note && note.dataset.key !== keySeen && page.clientHeight) {
    keySeen = note.dataset.key;
    const mark = page.querySelector("mark, .kb-hit");
    if (mark) {
      const offset = mark.getBoundingClientRect().top - page.getBoundingClientRect().top;
      page.scrollTop += offset - page.clientHeight / 3;
    }
  }
}
new MutationObserver(() => requestAnimationFrame(follow)).observe(document.body, {
  childList: true,
  subtree: true,
  attributes: true,
  attributeFilter: ["data-key", "style", "class"],
});

// A touch screen would cover half of itself with its keyboard.
if (window.matchMedia("(pointer: fine)").matches) setTimeout(() => questionBox()?.focus({ preventScroll: true }), 300);
