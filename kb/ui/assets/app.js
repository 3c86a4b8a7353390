// Runs once, as the js_on_load of the bridge component: `trigger` sends an event with data to Python.
// Actions stand in data-kb attributes, which only the program writes: note text reaches the page escaped.
// app.js: what a click or key does. asking.js: when a question may go. chat.js: the conversation. map.js: the maps. They
// share their names.
const SHEET = "kb-sheet-open";
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const sheetIsUsed = window.matchMedia("(max-width: 860px)");
let cameFrom = null;

const toPanel = (target) => {
  openSheet(target);
  markChosen(target);
  trigger("select", { ...target.dataset });
};
const actions = {
  ask: (target) => ask({ ...target.dataset }),
  again: (target) => goes(askedIn(target.closest(".kb-turn"))) && trigger("retry", { ...target.dataset }),
  edit: (target) => editQuestion(target),
  rate: (target) => trigger("like", { ...target.dataset }),
  copy: (target) => copyAnswer(target),
  quote: (target) => toggleQuote(target),
  new: () => newChat(),
  history: (target) => toggleHistory(target),
  language: (target) => window.kbLanguage(target.dataset.language),
  cite: toPanel,
  step: toPanel,
  passage: toPanel,
  open: toPanel,
  concept: (target) => {
    chooseOnAtlas(target.dataset.name);
    toPanel(target);
  },
  edge: (target) => showEdge(target),
  atlas: (target) => openAtlas(target),
  evidence: toPanel,
  notes: () => document.querySelectorAll("#kb-tabs > .tab-wrapper [role=tab]")[1]?.click(),
  close: () => closeSheet(true),
};

function container() {
  return document.querySelector(".gradio-container .contain");
}

// The interface's words that scripts write themselves.
function say(key) {
  return JSON.parse(document.querySelector(".kb-header")?.dataset.say || "{}")[key] || "";
}

function ask(data) {
  if (!goes(data.question)) return;
  closeSheet(false);
  closeAtlas(false);
  trigger("submit", data);
}

// The citation that was opened last: its number stands out wherever it stands, in the answer and on its card.
let chosen = null;
function markChosen(target) {
  const { kb, turn, number, index } = target.dataset;
  if (kb !== "cite" && kb !== "step") return;
  chosen = { turn, number: number ?? String(Number(index) + 1), shown: false };
  showChosen();
}

function showChosen() {
  if (!chosen) return;
  document.querySelectorAll(".kb-cite").forEach((chip) => {
    const is = chip.dataset.turn === chosen.turn && chip.dataset.number === chosen.number;
    if (is) chip.setAttribute("aria-current", "true");
    else chip.removeAttribute("aria-current");
  });
  const card = document.querySelector("#kb-passages .kb-cite[aria-current]")?.closest(".kb-card");
  if (chosen.shown || !card?.clientHeight) return;
  chosen.shown = true;
  card.scrollIntoView({ block: "start" });
}

function openSheet(from) {
  if (!sheetIsUsed.matches) return;
  if (!document.body.classList.contains(SHEET)) cameFrom = from;
  document.body.classList.add(SHEET);
  const evidence = document.querySelector("#kb-evidence");
  if (evidence.querySelector(".kb-sheet-close")) return;
  const label = say("close");
  evidence.append(element("button", { type: "button", class: "kb-sheet-close", "data-kb": "close", title: label, "aria-label": label }, "×"));
}

function closeSheet(restore) {
  if (!document.body.classList.contains(SHEET)) return false;
  document.body.classList.remove(SHEET);
  if (restore && cameFrom && cameFrom.isConnected) cameFrom.focus();
  cameFrom = null;
  return true;
}

function questionBox() {
  return document.querySelector("#kb-question textarea, #kb-question input");
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-kb]");
  if (target) {
    event.preventDefault();
    actions[target.dataset.kb]?.(target);
    if (target.dataset.kb !== "history" && !target.closest("#kb-history")) closeHistory(false);
    return;
  }
  if (!event.target.closest("#kb-history")) closeHistory(false);
  if (!event.target.closest("#kb-evidence")) closeSheet(false);
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const target = event.target.closest?.("[data-kb][role=button]");
  if (target && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    actions[target.dataset.kb]?.(target);
  } else if (event.key === "Escape") {
    // what lies on top goes first
    if (closeHistory(true) || cancelEdit() || closeSheet(true) || closeAtlas(true)) event.preventDefault();
  } else if (event.key === "/" && !event.target.closest?.("input, textarea, [contenteditable]")) {
    event.preventDefault();
    closeSheet(false);
    closeAtlas(false);
    document.querySelector("#kb-tabs > .tab-wrapper [role=tab]")?.click();
    questionBox()?.focus();
  } else if (event.key.startsWith("Arrow")) {
    walk(event);
  }
});
