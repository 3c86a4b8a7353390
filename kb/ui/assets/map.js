// The maps: walking with the arrow keys, the quotes of an arrow, and the whole graph with zoom, search and regions.
// On the whole map names keep their size at every zoom: as many are shown as fit, the most mentioned first.
const SVG = "http://www.w3.org/2000/svg";
const TINTS = 8;

function showEdge(edge) {
  const map = edge.closest(".kb-map");
  const wanted = edge.dataset.edge;
  map.querySelectorAll(".kb-edge-card").forEach((card) => (card.hidden = card.dataset.edge !== wanted));
  map.querySelectorAll("[data-kb=edge]").forEach((other) => {
    other.classList.toggle("kb-chosen", other.dataset.edge === wanted);
    other.setAttribute("aria-expanded", String(other.dataset.edge === wanted));
  });
  const card = map.querySelector(".kb-edge-card:not([hidden])");
  card?.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
}

// From the concept that has the focus to the next one in the direction of the arrow key.
function walk(event) {
  const from = event.target.closest?.(".kb-node, .kb-spot");
  if (!from) return;
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  const middle = (node) => {
    const box = (node.querySelector("rect, circle") || node).getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const [x, y] = middle(from);
  let best = null;
  let least = Infinity;
  for (const node of from.ownerSVGElement.querySelectorAll(".kb-node, .kb-spot")) {
    if (node === from || node.classList.contains("kb-off")) continue;
    const [nx, ny] = middle(node);
    const along = (nx - x) * dx + (ny - y) * dy;
    const aside = Math.abs((nx - x) * dy) + Math.abs((ny - y) * dx);
    if (along > 1 && along + 2.5 * aside < least) [best, least] = [node, along + 2.5 * aside];
  }
  event.preventDefault();
  if (!best) return;
  if (best.classList.contains("kb-spot")) atlas?.focusOn(Number(best.dataset.at));
  else best.focus();
}

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

function shape(tag, attributes = {}) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function makeAtlas(frame, data) {
  const say = data.say;
  const spots = data.spots.map(([name, label, x, y, weight, region, names], at) => ({ name, label, x, y, weight, region, names, at, near: new Set() }));
  const edges = data.edges.map(([a, b, relation]) => ({ a: spots[a], b: spots[b], relation, weak: relation === "related_to" }));
  for (const edge of edges) {
    edge.a.near.add(edge.b);
    edge.b.near.add(edge.a);
  }
  const measure = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(frame).fontFamily;
  const widthOf = (text, font) => {
    measure.font = `${font} ${family}`;
    return measure.measureText(text).width;
  };

  // frame
  const find = element("input", { type: "search", placeholder: say.atlas_search, "aria-label": say.atlas_search, autocomplete: "off", spellcheck: "false" });
  const matches = element("ul", { class: "kb-matches", hidden: "" });
  const weak = element("button", { type: "button", class: "kb-toggle", "aria-pressed": "true" }, say.atlas_weak);
  const close = element("button", { type: "button", class: "kb-round", title: say.close, "aria-label": say.close }, "×");
  const title = element("div", { class: "kb-atlas-title" }, element("h2", {}, say.atlas_title), element("p", {}, data.counts));
  const head = element("header", {}, title, element("div", { class: "kb-find" }, find, matches), weak, close);
  const stage = element("div", { class: "kb-stage" });
  const picture = shape("svg", { role: "group", "aria-label": `${say.atlas_title}. ${say.atlas_help}` });
  const layers = ["regions", "lines", "spots", "names", "words", "titles"].map((name) => shape("g", { class: `kb-${name}` }));
  picture.append(...layers);
  const zoom = element("div", { class: "kb-zoom" });
  for (const [sign, label, run] of [["+", say.zoom_in, () => zoomBy(1.5)], ["−", say.zoom_out, () => zoomBy(1 / 1.5)], ["⤢", say.zoom_fit, () => showAll()]]) {
    const button = element("button", { type: "button", title: label, "aria-label": label }, sign);
    button.addEventListener("click", run);
    zoom.append(button);
  }
  const hint = element("p", { class: "kb-atlas-hint" }, say.atlas_help);
  stage.append(picture, zoom, hint);
  frame.replaceChildren(head, stage);
  frame.setAttribute("aria-label", say.atlas_title);
  frame.removeAttribute("aria-busy");

  // shapes, once; their places change with the view
  const [regionLayer, lineLayer, spotLayer, nameLayer, wordLayer, titleLayer] = layers;
  const regions = data.regions.map(([text], at) => {
    const members = spots.filter((spot) => spot.region === at);
    const area = shape("path", { class: `kb-region kb-tint-${at % TINTS}` });
    const name = shape("text", { class: `kb-region-name kb-tint-${at % TINTS}` });
    name.textContent = text;
    name.addEventListener("click", () => showBox(boxOf(members)));
    regionLayer.append(area);
    titleLayer.append(name);
    const short = text.split(" · ")[0];
    const wordings = [text, short].map((words) => [words, widthOf(words, "600 14px")]);
    return { members, area, name, wordings };
  });
  for (const edge of edges) {
    edge.line = shape("line", { class: `kb-line kb-rel-${edge.relation}${edge.weak ? " kb-weak" : ""}${edge.a.region === edge.b.region ? "" : " kb-far"}` });
    lineLayer.append(edge.line);
  }
  for (const spot of spots) {
    spot.size = 3 + 1.5 * Math.log2(1 + spot.weight);
    spot.width = widthOf(spot.label, "500 12.5px") + 6;
    spot.node = shape("g", {
      class: `kb-spot kb-tint-${spot.region < 0 ? "none" : spot.region % TINTS}`, tabindex: "-1", role: "button", "data-kb": "concept",
      "data-name": spot.name, "data-language": data.language, "data-at": spot.at, "aria-label": spot.label,
    });
    spot.text = shape("text", { "aria-hidden": "true" });
    spot.text.textContent = spot.label;
    nameLayer.append(spot.text);
    const tip = shape("title");
    tip.textContent = spot.names.split(" · ").slice(0, 4).join(" · ");
    spot.node.append(tip, shape("circle", { class: "kb-hit-area", r: Math.max(12, spot.size + 4) }), shape("circle", { class: "kb-dot", r: spot.size }));
    spotLayer.append(spot.node);
  }
  const order = [...spots].sort((a, b) => b.weight + 2 * b.near.size - a.weight - 2 * a.near.size || a.at - b.at);
  order[0]?.node.setAttribute("tabindex", "0");

  // the view: world point in the middle of the stage, and scale
  let view = { x: 0, y: 0, k: 1 };
  let whole = 0.1;
  let chosen = null;
  let pending = 0;
  let moving = 0;
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
    pending = 0;
    const width = stage.clientWidth;
    const height = stage.clientHeight;
    if (!width) return;
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const sx = (x) => (x - view.x) * view.k + width / 2;
    const sy = (y) => (y - view.y) * view.k + height / 2;
    const lit = chosen ? new Set([chosen, ...chosen.near]) : null;
    const boxes = [];
    const dots = [];
    const clear = (box) => !dots.some((o) => box[0] < o[2] && o[0] < box[2] && box[1] < o[3] && o[1] < box[3]);
    const free = (box) => !boxes.some((o) => box[0] < o[2] && o[0] < box[2] && box[1] < o[3] && o[1] < box[3]);
    for (const region of regions) {
      const points = hull(region.members.map((spot) => [sx(spot.x), sy(spot.y)]));
      region.area.setAttribute("d", `M${points.map((p) => `${p[0].toFixed(1)} ${p[1].toFixed(1)}`).join("L")}Z`);
      region.area.setAttribute("stroke-width", (2 * Math.max(16, 40 * view.k)).toFixed(1));
    }
    for (const edge of edges) {
      const on = chosen && (edge.a === chosen || edge.b === chosen);
      edge.line.classList.toggle("kb-on", Boolean(on));
      edge.line.classList.toggle("kb-off", Boolean(chosen && !on));
      const [x1, y1, x2, y2] = [sx(edge.a.x), sy(edge.a.y), sx(edge.b.x), sy(edge.b.y)];
      edge.line.setAttribute("x1", x1.toFixed(1));
      edge.line.setAttribute("y1", y1.toFixed(1));
      edge.line.setAttribute("x2", x2.toFixed(1));
      edge.line.setAttribute("y2", y2.toFixed(1));
    }
    // dots first: a name must not cover one that matters
    const grow = Math.max(0.45, Math.min(1.25, Math.sqrt(view.k * 1.4)));
    for (const spot of spots) {
      spot.px = sx(spot.x);
      spot.py = sy(spot.y);
      spot.node.setAttribute("transform", `translate(${spot.px.toFixed(1)} ${spot.py.toFixed(1)})`);
      const radius = (spot.size * grow).toFixed(1);
      spot.node.children[2].setAttribute("r", radius);
      spot.text.setAttribute("x", spot.px.toFixed(1));
      spot.text.setAttribute("y", (spot.py + spot.size * grow + 13).toFixed(1));
      const half = spot.size * grow;
      if (!lit || lit.has(spot)) dots.push([spot.px - half, spot.py - half, spot.px + half, spot.py + half]);
    }
    const far = view.k < 0.62;
    for (const region of [...regions].sort((a, b) => b.members.length - a.members.length)) {
      const xs = region.members.map((spot) => spot.px);
      const ys = region.members.map((spot) => spot.py);
      const x = (Math.min(...xs) + Math.max(...xs)) / 2;
      const y = Math.min(...ys) - Math.max(10, 26 * view.k);
      const boxed = (length) => [x - length / 2 - 4, y - 13, x + length / 2 + 4, y + 5];
      const [words, length] = region.wordings.find(([, size]) => free(boxed(size))) || ["", 0];
      const box = boxed(length);
      const shown = far && words;
      region.name.classList.toggle("kb-off", !shown || Boolean(chosen));
      if (shown) region.name.textContent = words;
      region.name.setAttribute("x", x.toFixed(1));
      region.name.setAttribute("y", y.toFixed(1));
      if (shown && !chosen) boxes.push(box);
    }
    const ranked = lit ? [chosen, ...order.filter((spot) => lit.has(spot) && spot !== chosen), ...order.filter((spot) => !lit.has(spot))] : order;
    for (const spot of ranked) {
      const top = spot.py + spot.size * grow + 1.5;
      const box = [spot.px - spot.width / 2, top, spot.px + spot.width / 2, top + 16];
      const seen = box[2] > 0 && box[0] < width && box[3] > 0 && box[1] < height;
      const wanted = !lit || lit.has(spot);
      const shown = seen && wanted && (spot === chosen || spot === pointed || (free(box) && clear(box)));
      if (shown) boxes.push(box);
      spot.text.classList.toggle("kb-named", shown || spot === pointed);
      spot.text.classList.toggle("kb-strong", spot === chosen || spot === pointed);
      spot.node.classList.toggle("kb-off", Boolean(lit && !lit.has(spot)));
      spot.node.classList.toggle("kb-focus", spot === chosen);
    }
    wordLayer.replaceChildren();
    if (chosen) nameRelations(boxes, free);
  }

  // The words on the arrows of the chosen concept, where there is room.
  function nameRelations(boxes, free) {
    for (const spot of [chosen, ...chosen.near]) boxes.push([spot.px - 9, spot.py - 9, spot.px + 9, spot.py + 9]);
    for (const edge of edges) {
      if ((edge.a !== chosen && edge.b !== chosen) || edge.weak) continue;
      const arrow = data.symmetric.includes(edge.relation) ? "" : (edge.b.px >= edge.a.px ? " →" : "← ");
      const word = data.relations[edge.relation];
      const text = arrow.startsWith("←") ? arrow + word : word + arrow;
      const half = widthOf(text, "500 11.5px") / 2 + 3;
      for (const share of [0.5, 0.4, 0.6, 0.3, 0.7]) {
        const [x, y] = [edge.a.px + (edge.b.px - edge.a.px) * share, edge.a.py + (edge.b.py - edge.a.py) * share];
        const box = [x - half, y - 8, x + half, y + 8];
        if (!free(box)) continue;
        boxes.push(box);
        const label = shape("text", { class: `kb-word kb-rel-${edge.relation}`, x: x.toFixed(1), y: (y + 4).toFixed(1) });
        label.textContent = text;
        wordLayer.append(label);
        break;
      }
    }
  }

  function focusOn(at) {
    const spot = spots[at];
    spotLayer.querySelector("[tabindex='0']")?.setAttribute("tabindex", "-1");
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
  let pointed = null;
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
    view = { ...view, x: view.x - (event.clientX - last[0]) / view.k, y: view.y - (event.clientY - last[1]) / view.k };
    schedule();
  });
  const release = (event) => held.delete(event.pointerId);
  stage.addEventListener("pointerup", release);
  stage.addEventListener("pointercancel", release);
  stage.addEventListener("click", (event) => {
    if (dragged > 4) event.stopPropagation();
    else if (!event.target.closest(".kb-spot, button, .kb-region-name")) clearChoice();
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
  find.focus({ preventScroll: true });
  return { focusOn, choose, close: () => resized.disconnect() };
}

// Convex hull, counter-clockwise (Andrew's monotone chain).
function hull(points) {
  const sorted = [...points].sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  const turn = (o, p, q) => (p[0] - o[0]) * (q[1] - o[1]) - (p[1] - o[1]) * (q[0] - o[0]);
  const half = (list) => {
    const chain = [];
    for (const point of list) {
      while (chain.length > 1 && turn(chain.at(-2), chain.at(-1), point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return sorted.length < 3 ? sorted : [...half(sorted), ...half(sorted.reverse())];
}
