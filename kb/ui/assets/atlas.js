// The whole graph, on demand: opening it, moving and zooming, search, and the keys. picture.js draws it.
let atlas = null;
let atlasFrom = null;
function openAtlas(from) {
  if (atlas) return;
  atlasFrom = from;
  closeSheet(false);
  const frame = element("section", { id: "kb-atlas", role: "dialog", "aria-busy": "true" }, element("p", { class: "kb-waiting" }));
  frame.firstChild.append(element("i"), element("i"), element("i"));
  container().append(frame);
  atlas = { frame, key: "", focusOn() {}, choose() {}, close() {} };
  fitBeside();
  window.addEventListener("resize", fitBeside);
  trigger("expand", {});
  drawAtlas();
}

// The map covers the chat and leaves the evidence in sight; on a phone it covers everything.
function fitBeside() {
  const evidence = document.querySelector("#kb-evidence")?.getBoundingClientRect();
  const beside = !sheetIsUsed.matches && evidence && evidence.width;
  atlas.frame.style.right = beside ? `${document.documentElement.clientWidth - evidence.left + 12}px` : "0";
}

function closeAtlas(restore) {
  if (!atlas) return false;
  window.removeEventListener("resize", fitBeside);
  atlas.close();
  atlas.frame.remove();
  atlas = null;
  if (restore && atlasFrom?.isConnected) atlasFrom.focus();
  return true;
}

function chooseOnAtlas(name) {
  atlas?.choose(name);
}

function drawAtlas() {
  const data = document.querySelector("#kb-atlas-data code");
  if (!atlas || !data || atlas.key === data.dataset.key) return;
  const key = data.dataset.key;
  atlas = { ...makeAtlas(atlas.frame, JSON.parse(data.textContent)), frame: atlas.frame, key };
}

function makeAtlas(frame, data) {
  const say = data.say;
  // frame
  const find = element("input", { type: "search", placeholder: say.atlas_search, "aria-label": say.atlas_search, autocomplete: "off", spellcheck: "false" });
  const matches = element("ul", { class: "kb-matches", hidden: "" });
  const weak = element("button", { type: "button", class: "kb-toggle", "aria-pressed": "true" }, say.atlas_weak);
  const close = element("button", { type: "button", class: "kb-round", title: say.close, "aria-label": say.close }, "×");
  const title = element("div", { class: "kb-atlas-title" }, element("h2", {}, say.atlas_title), element("p", {}, data.counts));
  const head = element("header", {}, title, element("div", { class: "kb-find" }, find, matches), weak, close);
  const stage = element("div", { class: "kb-stage" });
  const zoom = element("div", { class: "kb-zoom" });
  for (const [sign, label, run] of [["+", say.zoom_in, () => zoomBy(1.5)], ["−", say.zoom_out, () => zoomBy(1 / 1.5)], ["⤢", say.zoom_fit, () => showAll()]]) {
    const button = element("button", { type: "button", title: label, "aria-label": label }, sign);
    button.addEventListener("click", run);
    zoom.append(button);
  }
  const hint = element("p", { class: "kb-atlas-hint" }, say.atlas_help);
  frame.replaceChildren(head, stage);
  const { picture, spots, regions, order, draw: drawAt, slide } = makePicture(stage, data);
  stage.append(picture, zoom, hint);
  frame.setAttribute("aria-label", say.atlas_title);
  frame.removeAttribute("aria-busy");

  // the view: world point in the middle of the stage, and scale
  let view = { x: 0, y: 0, k: 1 };
  let whole = 0.1;
  let chosen = null;
  let pointed = null;
  let pending = 0;
  let moving = 0;
  let settling = 0;
  let slid = null; // the view that the picture was drawn for, while it slides
  const boxOf = (some) => {
    const xs = some.map((spot) => spot.x);
    const ys = some.map((spot) => spot.y);
    return [Math.min(...xs) - 60, Math.min(...ys) - 40, Math.max(...xs) + 60, Math.max(...ys) + 50];
  };
  const fit = ([left, top, right, bottom]) => ({
    x: (left + right) / 2,
    y: (top + bottom) / 2,
    k: Math.min(1.6, stage.clientWidth / (right - left), stage.clientHeight / (bottom - top)),
  });
  const bounded = (k) => Math.max(whole * 0.8, Math.min(2.5, k));
  function go(to) {
    cancelAnimationFrame(moving);
    const from = view;
    const begun = performance.now();
    const step = (now) => {
      const t = calm.matches ? 1 : Math.min(1, (now - begun) / 320);
      const eased = 1 - (1 - t) ** 3;
      view = { x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased, k: from.k * (to.k / from.k) ** eased };
      draw();
      if (t < 1) moving = requestAnimationFrame(step);
    };
    moving = requestAnimationFrame(step);
  }
  const showBox = (box) => go(fit(box));
  const showAll = () => spots.length && showBox(boxOf(spots));
  function zoomBy(factor, px, py) {
    cancelAnimationFrame(moving);
    const onStage = chosen && chosen.px > 0 && chosen.py > 0 && chosen.px < stage.clientWidth && chosen.py < stage.clientHeight;
    px ??= onStage ? chosen.px : stage.clientWidth / 2;
    py ??= onStage ? chosen.py : stage.clientHeight / 2;
    const k = bounded(view.k * factor);
    const [ox, oy] = [px - stage.clientWidth / 2, py - stage.clientHeight / 2];
    view = { x: view.x + ox / view.k - ox / k, y: view.y + oy / view.k - oy / k, k };
    schedule();
  }
  function schedule() {
    if (!pending) pending = requestAnimationFrame(draw);
  }

  function draw() {
    cancelAnimationFrame(pending);
    clearTimeout(settling);
    pending = 0;
    slid = null;
    drawAt(view, chosen, pointed);
  }
  // While it is dragged the picture only slides; it is drawn again when it has gone far, or rests.
  function slideTo() {
    const [dx, dy] = [(slid.x - view.x) * view.k, (slid.y - view.y) * view.k];
    if (Math.abs(dx) > 120 || Math.abs(dy) > 120) return schedule();
    slide(dx, dy);
    clearTimeout(settling);
    settling = setTimeout(schedule, 90);
  }

  function focusOn(at) {
    const spot = spots[at];
    picture.querySelector(".kb-spot[tabindex='0']")?.setAttribute("tabindex", "-1");
    spot.node.setAttribute("tabindex", "0");
    pointed = spot;
    if (spot.px < 40 || spot.py < 40 || spot.px > stage.clientWidth - 40 || spot.py > stage.clientHeight - 40) go({ ...view, x: spot.x, y: spot.y });
    else draw();
    spot.node.focus({ preventScroll: true });
  }
  function choose(name) {
    const spot = spots.find((one) => one.name === name);
    if (!spot) return;
    chosen = spot;
    const box = boxOf([spot, ...spot.near]);
    const to = fit(box);
    go({ ...to, k: bounded(Math.min(1.1, Math.max(to.k, whole))) });
  }
  function clearChoice() {
    if (!chosen) return false;
    chosen = null;
    draw();
    return true;
  }

  // search
  let offered = [];
  function offer() {
    const typed = find.value.trim().toLowerCase();
    offered = typed ? order.filter((spot) => spot.names.includes(typed)).sort((a, b) => Number(b.names.startsWith(typed)) - Number(a.names.startsWith(typed))).slice(0, 8) : [];
    matches.replaceChildren(...offered.map((spot) => element("li", {}, element("button", { type: "button", "data-kb": "concept", "data-name": spot.name, "data-language": data.language }, spot.label))));
    if (typed && !offered.length) matches.append(element("li", { class: "kb-none" }, say.no_match));
    matches.hidden = !typed;
  }
  find.addEventListener("input", offer);
  find.addEventListener("focus", offer);
  matches.addEventListener("click", () => (matches.hidden = true));
  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && offered.length) {
      matches.querySelector("button").click();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      matches.querySelector("button")?.focus();
    } else if (event.key === "Escape" && find.value) {
      event.stopPropagation();
      find.value = "";
      offer();
    }
  });

  // pointer: drag to move, wheel or two fingers to zoom
  const held = new Map();
  let dragged = 0;
  stage.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button")) return;
    held.set(event.pointerId, [event.clientX, event.clientY]);
    dragged = 0;
    matches.hidden = true;
  });
  stage.addEventListener("pointermove", (event) => {
    const over = event.target.closest?.(".kb-spot");
    const spot = over ? spots[Number(over.dataset.at)] : null;
    if (!held.size && spot !== pointed) {
      pointed = spot;
      schedule();
    }
    const last = held.get(event.pointerId);
    if (!last) return;
    const others = [...held.entries()].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    held.set(event.pointerId, [event.clientX, event.clientY]);
    if (others.length) {
      const [ox, oy] = others[0];
      const box = stage.getBoundingClientRect();
      const was = Math.hypot(last[0] - ox, last[1] - oy);
      const is = Math.hypot(event.clientX - ox, event.clientY - oy);
      if (was > 0) zoomBy(is / was, (event.clientX + ox) / 2 - box.left, (event.clientY + oy) / 2 - box.top);
      dragged = 9;
      return;
    }
    dragged += Math.abs(event.clientX - last[0]) + Math.abs(event.clientY - last[1]);
    if (dragged > 4) stage.setPointerCapture?.(event.pointerId);
    cancelAnimationFrame(moving);
    slid ??= view;
    view = { ...view, x: view.x - (event.clientX - last[0]) / view.k, y: view.y - (event.clientY - last[1]) / view.k };
    slideTo();
  });
  const release = (event) => held.delete(event.pointerId);
  stage.addEventListener("pointerup", release);
  stage.addEventListener("pointercancel", release);
  stage.addEventListener("click", (event) => {
    if (dragged > 4) event.stopPropagation();
    else if (event.target.closest(".kb-region-name")) showBox(boxOf(regions[Number(event.target.dataset.region)].members));
    else if (!event.target.closest(".kb-spot, button")) clearChoice();
  }, true);
  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    const box = stage.getBoundingClientRect();
    zoomBy(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  frame.addEventListener("keydown", (event) => {
    if (event.target === find) return;
    if (event.key === "+" || event.key === "=") zoomBy(1.3);
    else if (event.key === "-") zoomBy(1 / 1.3);
    else if (event.key === "0") showAll();
    else if (event.key === "Escape" && clearChoice()) event.stopPropagation();
  });
  weak.addEventListener("click", () => {
    const shown = weak.getAttribute("aria-pressed") !== "true";
    weak.setAttribute("aria-pressed", String(shown));
    picture.classList.toggle("kb-no-weak", !shown);
  });
  close.addEventListener("click", () => closeAtlas(true));

  if (spots.length) {
    view = fit(boxOf(spots));
    whole = view.k;
    // on a phone the whole would be too small to read: its middle
    if (stage.clientWidth < 500) view = { ...view, k: Math.min(stage.clientHeight / (boxOf(spots)[3] - boxOf(spots)[1]), whole * 1.9) };
    draw();
  } else {
    stage.replaceChildren(element("p", { class: "kb-empty" }, say.atlas_none));
  }
  const resized = new ResizeObserver(() => spots.length && draw());
  resized.observe(stage);
  // a touch screen would cover half of the map with its keyboard
  (window.matchMedia("(pointer: fine)").matches ? find : close).focus({ preventScroll: true });
  return { focusOn, choose, close: () => resized.disconnect() };
}
