// The map of a few concepts: the quotes of an arrow, walking with the arrow keys. And what both maps are drawn with.
const SVG = "http://www.w3.org/2000/svg";

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
    if (node === from || node.classList.contains("kb-off") || node.style.display === "none") continue;
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

function shape(tag, attributes = {}) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
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
