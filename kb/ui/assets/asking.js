// When a question may go: not twice, not while an answer is growing, not longer than one is. Gradio would drop it or cut it
// without a word; here it stays in its box.
const SILENCE = 4000; // milliseconds after which a question that nothing came of no longer holds up the next
let sentAt = -SILENCE; // it is on its way, and the page doesn't show it yet
let stopping = false; // the reader has stopped the answer, and the page doesn't show that yet

function isAnswering() {
  return Boolean(document.querySelector("#kb-transcript :is(.kb-waiting, .kb-growing)"));
}

function goes(question) {
  if (!question.trim() || isTooLong(question)) return false;
  if (performance.now() - sentAt < SILENCE || (isAnswering() && !stopping)) return false;
  sentAt = performance.now();
  window.kbMemory.wait(question);
  return true;
}

// After every change of the page: what was sent is shown now, or what was stopped is no longer.
let shown = "";
function heard() {
  const now = `${document.querySelectorAll("#kb-transcript .kb-turn").length} ${isAnswering()}`;
  if (now === shown) return;
  shown = now;
  sentAt = -SILENCE;
  if (isAnswering()) return;
  stopping = false;
  window.kbMemory.wait("");
}

// A page that was loaded again in the middle of an answer has its question back in the box.
let lost = window.kbMemory.pending();
function giveBack() {
  const box = questionBox();
  if (!lost || !box) return;
  if (!box.value) {
    box.value = lost;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  lost = "";
}

function isTooLong(question) {
  return question.trim().length > Number(say("question_limit"));
}

// Says so beside the box while it is true.
function tellLength(box) {
  const frame = box.closest("#kb-question, .kb-edit");
  let said = frame.querySelector(".kb-too-long");
  if (!isTooLong(box.value)) return said?.remove();
  if (!said) frame.append((said = element("p", { class: "kb-too-long", role: "status" })));
  said.textContent = say("too_long").replace("{count}", box.value.trim().length.toLocaleString());
}

document.addEventListener("input", (event) => {
  if (event.target.matches("#kb-question textarea, .kb-edit textarea")) tellLength(event.target);
});

function holdBack(event) {
  if (goes(questionBox().value)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (event.target === questionBox()) holdBack(event);
  },
  true
);
document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest("#kb-question .submit-button")) holdBack(event);
    if (event.target.closest("#kb-question .stop-button")) stopping = true;
  },
  true
);
