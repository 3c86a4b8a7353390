// Of the pages Notes and Concepts; runs once, as the js_on_load of their ear: `trigger` sends an event with data to Python.
// Actions stand in data-do attributes, which only the program writes: note text reaches the page escaped.
const EVENTS = { rebuild: "submit", undo: "undo", dismiss: "clear", kind: "change", decide: "apply" };
const TABLES = { notes: "change", concepts: "select" };

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-do]");
  if (!target) return;
  const data = { ...target.dataset };
  if (data.do === "delete") confirmed(target, () => trigger("delete", data));
  else if (data.table) trigger(TABLES[data.table], data);
  else if (EVENTS[data.do]) trigger(EVENTS[data.do], data);
});

// What the server would turn away as a whole is refused before it is sent, in the page's own words.
function refuseTooMuch(event) {
  if (!event.target.closest?.("#kb-upload")) return;
  const files = event.dataTransfer?.files ?? event.target.files ?? [];
  const bytes = [...files].reduce((sum, file) => sum + file.size, 0);
  if (bytes <= Number(document.querySelector(".kb-header").dataset.uploads)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  event.target.value = ""; // so that the same files can be chosen again
  trigger("upload", {});
}
document.addEventListener("change", refuseTooMuch, true);
document.addEventListener("drop", refuseTooMuch, true);

// The words of the question come with the button; they are set as text, so that a file name can't make elements.
function confirmed(button, go) {
  const dialog = document.createElement("dialog");
  dialog.className = "kb-dialog";
  const title = document.createElement("h2");
  title.id = "kb-dialog-title";
  title.textContent = button.dataset.title;
  const text = document.createElement("p");
  text.textContent = button.dataset.text;
  const row = document.createElement("div");
  const no = document.createElement("button");
  const yes = document.createElement("button");
  no.textContent = button.dataset.no;
  yes.textContent = button.dataset.yes;
  yes.className = "kb-danger";
  row.append(no, yes);
  dialog.append(title, text, row);
  dialog.setAttribute("aria-labelledby", title.id);
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => { dialog.close(); go(); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => { dialog.remove(); if (button.isConnected) button.focus(); });
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
}
