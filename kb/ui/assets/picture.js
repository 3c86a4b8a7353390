// The whole graph as a picture: regions, lines, dots, and as many names as fit at this zoom, the most mentioned first.
// Names keep their size; a thing out of sight is not touched, and lines of one kind are one path: 500 concepts stay smooth.
const TINTS = 8;
const AROUND = 160; // pixels beyond the edge that are drawn too, so that a drag finds them there

function makePicture(stage, data) {
  const picture = shape("svg", { role: "group", "aria-label": `${data.say.atlas_title}. ${data.say.atlas_help}` });
  const scene = shape("g");
  const layers = ["regions", "lines", "spots", "names", "words", "titles"].map((name) => shape("g", { class: `kb-${name}` }));
  const [regionLayer, lineLayer, spotLayer, nameLayer, wordLayer, titleLayer] = layers;
  scene.append(...layers);
  picture.append(scene);

  const measure = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(stage).fontFamily;
  const widthOf = (text, font) => {
    measure.font = `${font} ${family}`;
    return measure.measureText(text).width;
  };

  const spots = data.spots.map(([name, label, x, y, weight, region, names], at) => ({ name, label, x, y, weight, region, names, at, near: new Set() }));
  const edges = data.edges.map(([a, b, relation]) => ({ a: spots[a], b: spots[b], relation, weak: relation === "related_to" }));
  const lines = new Map();
  for (const edge of edges) {
    edge.a.near.add(edge.b);
    edge.b.near.add(edge.a);
    const kind = `kb-rel-${edge.relation}${edge.weak ? " kb-weak" : ""}${edge.a.region === edge.b.region ? "" : " kb-far"}`;
    if (!lines.has(kind)) {
      const group = { edges: [], path: shape("path", { class: `kb-line ${kind}` }), lit: shape("path", { class: `kb-line kb-on ${kind}` }) };
      lines.set(kind, group);
    }
    lines.get(kind).edges.push(edge);
  }
  for (const { path } of lines.values()) lineLayer.append(path);
  for (const { lit } of lines.values()) lineLayer.append(lit);

  const regions = data.regions.map(([text], at) => {
    const members = spots.filter((spot) => spot.region === at);
    const corners = hull(members.map((spot) => [spot.x, spot.y]));
    const area = shape("path", { class: `kb-region kb-tint-${at % TINTS}` });
    const name = shape("text", { class: `kb-region-name kb-tint-${at % TINTS} kb-off`, "data-region": at });
    regionLayer.append(area);
    titleLayer.append(name);
    const wordings = [text, text.split(" · ")[0]].map((words) => [words, widthOf(words, "600 14px")]);
    const xs = corners.map((corner) => corner[0]);
    const ys = corners.map((corner) => corner[1]);
    return { members, corners, area, name, wordings, x: (Math.min(...xs) + Math.max(...xs)) / 2, top: Math.min(...ys) };
  });
  const bySize = [...regions].sort((a, b) => b.members.length - a.members.length);

  for (const spot of spots) {
    spot.size = 3 + 1.5 * Math.log2(1 + spot.weight);
    spot.width = widthOf(spot.label, "600 12.5px") + 6;
    spot.node = shape("g", {
      class: `kb-spot kb-tint-${spot.region < 0 ? "none" : spot.region % TINTS}`, tabindex: "-1", role: "button", "data-kb": "concept",
      "data-name": spot.name, "data-language": data.language, "data-at": spot.at, "aria-label": spot.label,
    });
    const tip = shape("title");
    tip.textContent = spot.names.split(" · ").slice(0, 4).join(" · ");
    spot.node.append(tip, shape("circle", { class: "kb-hit-area", r: Math.max(12, spot.size + 4) }), shape("circle", { class: "kb-dot", r: spot.size }));
    spot.text = shape("text", { "aria-hidden": "true" });
    spot.text.textContent = spot.label;
    spotLayer.append(spot.node);
    nameLayer.append(spot.text);
  }
  const order = [...spots].sort((a, b) => b.weight + 2 * b.near.size - a.weight - 2 * a.near.size || a.at - b.at);
  order[0]?.node.setAttribute("tabindex", "0");

  const clashes = (box, others) => others.some((o) => box[0] < o[2] && o[0] < box[2] && box[1] < o[3] && o[1] < box[3]);
  const round = (number) => Math.round(number * 10) / 10;
  const EDGE = 6;
  const within = (x, length, width) => Math.min(Math.max(x, length / 2 + EDGE), Math.max(width - length / 2 - EDGE, width / 2));

  // `view`: the world point in the middle of the stage, and the scale; `chosen`, `pointed`: spots or null.
  function draw(view, chosen, pointed) {
    const width = stage.clientWidth;
    const height = stage.clientHeight;
    if (!width) return;
    slide(0, 0);
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const sx = (x) => (x - view.x) * view.k + width / 2;
    const sy = (y) => (y - view.y) * view.k + height / 2;
    const near = (x, y) => x > -AROUND && y > -AROUND && x < width + AROUND && y < height + AROUND;
    const lit = chosen ? new Set([chosen, ...chosen.near]) : null;
    const grow = round(Math.max(0.45, Math.min(1.25, Math.sqrt(view.k * 1.4))) * 10) / 10;
    const boxes = [];
    const dots = [];

    for (const region of regions) {
      region.area.setAttribute("d", `M${region.corners.map(([x, y]) => `${round(sx(x))} ${round(sy(y))}`).join("L")}Z`);
      region.area.setAttribute("stroke-width", round(2 * Math.max(16, 40 * view.k)));
    }
    for (const spot of spots) {
      spot.px = sx(spot.x);
      spot.py = sy(spot.y);
      const seen = near(spot.px, spot.py);
      if (seen !== spot.seen) spot.node.style.display = seen ? "" : "none";
      spot.seen = seen;
      if (!seen) continue;
      spot.node.setAttribute("transform", `translate(${round(spot.px)} ${round(spot.py)}) scale(${grow})`);
      const half = spot.size * grow;
      if (!lit || lit.has(spot)) dots.push([spot.px - half, spot.py - half, spot.px + half, spot.py + half]);
      spot.node.classList.toggle("kb-off", Boolean(lit && !lit.has(spot)));
      spot.node.classList.toggle("kb-focus", spot === chosen);
    }
    for (const { edges: same, path, lit: over } of lines.values()) {
      let far = "";
      let on = "";
      for (const { a, b } of same) {
        if (!a.seen && !b.seen) continue;
        const line = `M${round(a.px)} ${round(a.py)}L${round(b.px)} ${round(b.py)}`;
        if (chosen && (a === chosen || b === chosen)) on += line;
        else far += line;
      }
      path.setAttribute("d", far);
      path.classList.toggle("kb-off", Boolean(chosen));
      over.setAttribute("d", on);
    }
    for (const region of bySize) {
      const y = sy(region.top) - Math.max(10, 26 * view.k);
      const inside = (length) => within(sx(region.x), length, width); // a name at the edge moves inwards, it isn't cut
      const boxed = (length) => [inside(length) - length / 2 - 4, y - 13, inside(length) + length / 2 + 4, y + 5];
      const fitting = !chosen && view.k < 0.62 && near(sx(region.x), y) && region.wordings.find(([, size]) => !clashes(boxed(size), boxes));
      region.name.classList.toggle("kb-off", !fitting);
      if (!fitting) continue;
      boxes.push(boxed(fitting[1]));
      if (region.name.textContent !== fitting[0]) region.name.textContent = fitting[0];
      region.name.setAttribute("transform", `translate(${round(inside(fitting[1]))} ${round(y)})`);
    }
    const ranked = chosen ? [chosen, ...order.filter((spot) => spot !== chosen && lit.has(spot))] : order;
    const named = new Set();
    for (const spot of pointed && !ranked.includes(pointed) ? [...ranked, pointed] : ranked) {
      if (!spot.seen) continue;
      const top = spot.py + spot.size * grow + 1.5;
      const x = spot.px > 0 && spot.px < width ? within(spot.px, spot.width, width) : spot.px;
      const box = [x - spot.width / 2, top, x + spot.width / 2, top + 16];
      if (spot !== chosen && spot !== pointed && (clashes(box, boxes) || clashes(box, dots))) continue;
      boxes.push(box);
      named.add(spot);
      spot.text.setAttribute("transform", `translate(${round(x)} ${round(top + 11.5)})`);
    }
    for (const spot of spots) {
      spot.text.classList.toggle("kb-named", named.has(spot));
      spot.text.classList.toggle("kb-strong", spot === chosen || spot === pointed);
    }
    wordLayer.replaceChildren();
    if (chosen) nameRelations(chosen, boxes);
  }

  // The words on the lines of the chosen concept, where there is room.
  function nameRelations(chosen, boxes) {
    for (const spot of [chosen, ...chosen.near]) boxes.push([spot.px - 9, spot.py - 9, spot.px + 9, spot.py + 9]);
    for (const edge of edges) {
      if ((edge.a !== chosen && edge.b !== chosen) || edge.weak) continue;
      const rightwards = edge.b.px >= edge.a.px;
      const word = data.relations[edge.relation];
      const text = data.symmetric.includes(edge.relation) ? word : rightwards ? `${word} →` : `← ${word}`;
      const half = widthOf(text, "500 11.5px") / 2 + 3;
      for (const share of [0.5, 0.4, 0.6, 0.3, 0.7]) {
        const [x, y] = [edge.a.px + (edge.b.px - edge.a.px) * share, edge.a.py + (edge.b.py - edge.a.py) * share];
        const box = [x - half, y - 8, x + half, y + 8];
        if (clashes(box, boxes)) continue;
        boxes.push(box);
        const label = shape("text", { class: `kb-word kb-rel-${edge.relation}`, x: round(x), y: round(y + 4) });
        label.textContent = text;
        wordLayer.append(label);
        break;
      }
    }
  }

  // Moves what is drawn by some pixels, without drawing it again.
  function slide(dx, dy) {
    scene.setAttribute("transform", `translate(${round(dx)} ${round(dy)})`);
  }

  return { picture, spots, regions, order, draw, slide };
}
