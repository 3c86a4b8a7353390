// The conversation: copying, editing, earlier chats, and where the view stands while an answer grows.
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
  prose.querySelectorAll("summary").forEach((fold) => fold.remove());
  const sources = [...reply.querySelectorAll(".kb-prose .kb-cite")].map((chip) => `[${chip.textContent}] ${chip.title}`);
  try {
    await navigator.clipboard.writeText([prose.textContent.trim(), ...new Set(sources)].join("\n"));
    const before = button.title;
    button.title = button.ariaLabel = button.dataset.done;
    button.classList.add("kb-done");
    setTimeout(() => {
      button.title = button.ariaLabel = before;
      button.classList.remove("kb-done");
    }, 1600);
  } catch {
    window.getSelection().selectAllChildren(reply.querySelector(".kb-prose"));
  }
}

function askedIn(turn) {
  return turn.querySelector(".kb-asked").lastElementChild.textContent;
}

function editQuestion(button) {
  cancelEdit();
  const row = button.closest(".kb-question-row");
  const asked = row.querySelector(".kb-asked");
  const text = askedIn(row);
  const box = element("textarea", { rows: "2", "aria-label": button.title });
  const send = element("button", { type: "submit" }, say("edit_send"));
  const cancel = element("button", { type: "button" }, say("edit_cancel"));
  const form = element("form", { class: "kb-edit" }, box, element("div", {}, cancel, send));
  const submit = (event) => {
    event.preventDefault();
    const question = box.value.trim();
    if (!question || isTooLong(question)) return;
    cancelEdit();
    ask({ question, turn: button.dataset.turn });
  };
  form.addEventListener("submit", submit);
  cancel.addEventListener("click", () => cancelEdit());
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  });
  box.value = text;
  asked.hidden = button.hidden = true;
  row.append(form);
  box.focus();
}

function cancelEdit() {
  const form = document.querySelector(".kb-edit");
  if (!form) return false;
  const row = form.closest(".kb-question-row");
  form.remove();
  row.querySelectorAll("[hidden]").forEach((part) => (part.hidden = false));
  row.querySelector(".kb-tool-edit")?.focus({ preventScroll: true });
  return true;
}

function newChat() {
  closeHistory(false);
  closeSheet(false);
  closeAtlas(false);
  window.kbMemory.use("");
  trigger("clear", {});
  questionBox()?.focus();
}

function openChat(id) {
  closeHistory(false);
  closeAtlas(false);
  window.kbMemory.use(id);
  turnsSeen = 0;
  trigger("input", { kept: window.kbMemory.fitting(window.kbMemory.exchanges(id)) });
}

let historyButton = null;
function toggleHistory(button) {
  if (closeHistory(true)) return;
  historyButton = button;
  const list = element("ul");
  const fill = () => {
    const moment = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    list.replaceChildren();
    for (const chat of window.kbMemory.chats()) {
      const named = element("button", { type: "button", class: "kb-chat-name" }, element("span", {}, chat.title || "…"));
      named.append(element("small", {}, moment.format(chat.at)));
      if (chat.id === window.kbMemory.open()) named.setAttribute("aria-current", "true");
      named.addEventListener("click", () => openChat(chat.id));
      const label = say("history_delete");
      const bin = element("button", { type: "button", class: "kb-chat-bin", title: label, "aria-label": `${label}: ${chat.title}` }, "×");
      bin.addEventListener("click", (event) => {
        event.stopPropagation();
        const isOpen = chat.id === window.kbMemory.open();
        window.kbMemory.drop(chat.id);
        if (isOpen) newChat();
        else fill();
      });
      list.append(element("li", {}, named, bin));
    }
    if (!list.children.length) list.append(element("li", { class: "kb-none" }, say("history_none")));
  };
  fill();
  const panel = element("div", { id: "kb-history", role: "dialog", "aria-label": button.title }, list);
  container().append(panel);
  const place = button.getBoundingClientRect();
  panel.style.top = `${place.bottom + 6}px`;
  const screen = document.documentElement.clientWidth;
  panel.style.right = `${Math.max(12, Math.min(screen - place.right, screen - panel.offsetWidth - 12))}px`;
  button.setAttribute("aria-expanded", "true");
  panel.querySelector("button")?.focus();
}

function closeHistory(restore) {
  const panel = document.querySelector("#kb-history");
  if (!panel) return false;
  panel.remove();
  historyButton?.setAttribute("aria-expanded", "false");
  if (restore) historyButton?.focus();
  return true;
}

// An answer is kept before it is painted, so that none that was seen is lost to a reload.
let keptSeen = "";
function remember() {
  const kept = document.querySelector("#kb-memory [data-kept]");
  if (!kept || kept.dataset.key === keptSeen) return;
  keptSeen = kept.dataset.key;
  window.kbMemory.put(Number(kept.dataset.place), kept.dataset.how, kept.dataset.kept);
}

// The newest question moves to the top of the view once, so that its answer grows below it without pushing anything.
let turnsSeen = 0;
let keySeen = "";
function follow() {
  const scroller = document.querySelector("#kb-transcript .kb-turns");
  const turns = scroller ? scroller.querySelectorAll(".kb-turn") : [];
  if (turns.length && turns.length !== turnsSeen) {
    const last = turns[turns.length - 1];
    const first = turnsSeen === 0 && turns.length > 1; // a chat that was opened again
    scroller.scrollTo({ top: last.offsetTop - scroller.offsetTop, behavior: calm.matches || first ? "auto" : "smooth" });
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
  showChosen();
  drawAtlas();
}
let following = false;
new MutationObserver(() => {
  remember();
  heard();
  giveBack();
  if (following) return;
  following = true;
  requestAnimationFrame(() => {
    following = false;
    follow();
  });
}).observe(document.body, {
  childList: true,
  subtree: true,
  attributes: true,
  attributeFilter: ["data-key", "style", "class"],
});

// A touch screen would cover half of itself with its keyboard.
if (window.matchMedia("(pointer: fine)").matches) setTimeout(() => questionBox()?.focus({ preventScroll: true }), 300);
