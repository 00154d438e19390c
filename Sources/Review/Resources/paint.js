// Draws nuclei, marks, the field and its grid over the slide.

import { Viewer } from './viewer.js';
import { $, app, colors } from './app.js';
import { loadPoints } from './compare.js';
import { click, lassoed, loadNuclei } from './correct.js';
import { say } from './server.js';

export const viewer = new Viewer($('view'), {
  click: (place, how) => click(place, how),
  lasso: ring => lassoed(ring),
  paint: (context, pane, px) => paint(context, pane, px),
  painted: () => scaleBar(),
  settled: () => { loadNuclei(); loadPoints().catch(error => say(error.message)); },
  problem: say,
});

function scaleBar() {
  const microns = app.slide?.microns;
  $('scale').hidden = !microns;
  if (!microns) return;
  const most = 140 / viewer.scale * microns[0];
  const power = 10 ** Math.floor(Math.log10(most));
  const length = [5, 2, 1].map(n => n * power).find(n => n <= most);
  const bar = $('scale').firstElementChild;
  bar.style.width = `${length / microns[0] * viewer.scale}px`;
  bar.textContent = length >= 1000 ? `${length / 1000} mm` : `${length} µm`;
}

function circle(path, x, y, r) { path.moveTo(x + r, y); path.arc(x, y, r, 0, 2 * Math.PI); }

function paint(c, pane, px) {
  if (!app.field) return;
  if (app.toggles.grid && (app.mode === 'count' || app.mode === 'correct')) paintGrid(c, px);
  paintField(c, px);
  if (app.mode === 'correct' && app.toggles.marks) paintNuclei(c, px);
  if (app.mode === 'count' && app.count && app.toggles.marks) {
    paintPoints(c, px, [...app.count.marks.values()].filter(m => m.state));
  }
  if (app.mode === 'compare') paintLayer(c, pane, px);
}

function paintField(c, px) {
  if (!app.field.rings.length) return;
  c.beginPath();
  for (const ring of app.field.rings) {
    for (let i = 0; i < ring.length; i += 2) {
      if (i) c.lineTo(ring[i], ring[i + 1]); else c.moveTo(ring[0], ring[1]);
    }
    c.closePath();
  }
  for (const [width, style] of [[5, '#ffffffcc'], [2, '#1d2127']]) {
    c.lineWidth = width * px;
    c.strokeStyle = style;
    c.stroke();
  }
}

function paintGrid(c, px) {
  const size = app.slide.microns ?? app.slide.detectionMicrons ?? [0.5, 0.5];
  const step = { x: 50 / size[0], y: 50 / size[1] };
  if (step.x / px < 12) return;
  const [left, top, right, bottom] = app.field.bounds;
  c.beginPath();
  for (let x = left; x <= right + 1; x += step.x) { c.moveTo(x, top); c.lineTo(x, bottom); }
  for (let y = top; y <= bottom + 1; y += step.y) { c.moveTo(left, y); c.lineTo(right, y); }
  c.lineWidth = px;
  c.strokeStyle = '#1d212766';
  c.stroke();
}

// Outlines are gathered into one path for each state, made anew only when something changed.
function outlinePaths() {
  if (app.paths) return app.paths;
  const paths = {};
  for (const state of Object.keys(colors)) paths[state] = new Path2D();
  const dots = new Path2D();
  for (const nucleus of app.nuclei.values()) {
    const said = app.corrections.get(nucleus.n);
    const path = paths[said?.state ?? nucleus.s];
    const o = nucleus.o;
    path.moveTo(o[0], o[1]);
    for (let i = 2; i < o.length; i += 2) path.lineTo(o[i], o[i + 1]);
    path.closePath();
    if (said && said.state !== nucleus.s) circle(dots, nucleus.x, nucleus.y, radius() / 5);
  }
  for (const [name, said] of app.corrections) {
    if (app.nuclei.has(name) || !name.startsWith('a')) continue;
    circle(paths[said.state], said.x, said.y, radius());
    circle(dots, said.x, said.y, radius() / 5);
  }
  app.paths = { paths, dots };
  return app.paths;
}

// Radius of a drawn nucleus in pixels of the slide: 4 µm.
export function radius() {
  const size = app.slide.microns ?? app.slide.detectionMicrons ?? [0.5, 0.5];
  return 4 / size[0];
}

// Outlines are drawn once into a layer somewhat larger than the window, which is then moved about:
// thousands of them need not be drawn for every frame of a pan.
export const layer = { canvas: document.createElement('canvas'), of: null };

function paintNuclei(c, px) {
  const made = outlinePaths();
  const v = viewer.visible();
  const isFit = layer.of === made && layer.scale === viewer.scale && layer.ratio === viewer.ratio
    && layer.left <= v.left && layer.top <= v.top && layer.right >= v.right && layer.bottom >= v.bottom;
  if (!isFit && !(viewer.isMoving && layer.of === made)) drawLayer(made, v);
  c.save();
  const s = viewer.scale * viewer.ratio, grown = viewer.scale / layer.scale * viewer.ratio / layer.ratio;
  c.setTransform(1, 0, 0, 1, 0, 0);
  const x = (layer.left - v.left) * s, y = (layer.top - v.top) * s;
  if (grown === 1) c.drawImage(layer.canvas, Math.round(x), Math.round(y));
  else c.drawImage(layer.canvas, x, y, layer.canvas.width * grown, layer.canvas.height * grown);
  c.restore();
  if (app.selected.length) {
    const path = new Path2D();
    for (const item of app.selected) circle(path, item.x, item.y, radius() * 1.2);
    c.lineWidth = 2 * px;
    c.strokeStyle = '#d61f69';
    c.stroke(path);
  }
}

function drawLayer(made, v) {
  const margin = { x: (v.right - v.left) * 0.3, y: (v.bottom - v.top) * 0.3 };
  Object.assign(layer, {
    of: made, scale: viewer.scale, ratio: viewer.ratio, left: v.left - margin.x, top: v.top - margin.y,
    right: v.right + margin.x, bottom: v.bottom + margin.y,
  });
  const s = viewer.scale * viewer.ratio;
  layer.canvas.width = Math.ceil((layer.right - layer.left) * s);
  layer.canvas.height = Math.ceil((layer.bottom - layer.top) * s);
  const c = layer.canvas.getContext('2d');
  c.setTransform(s, 0, 0, s, -layer.left * s, -layer.top * s);
  strokeOutlines(c, 1 / viewer.scale, made);
}

function strokeOutlines(c, px, { paths, dots }) {
  for (const [state, path] of Object.entries(paths)) {
    c.setLineDash(state === 'deleted' ? [4 * px, 4 * px] : []);
    c.lineWidth = Math.min(4, Math.max(1.2, radius() / px / 6)) * px;
    c.strokeStyle = colors[state];
    c.stroke(path);
  }
  c.setLineDash([]);
  c.fillStyle = '#d61f69';
  c.fill(dots);
}

function paintPoints(c, px, points) {
  const r = Math.max(2 * px, radius() * 0.5);
  for (const state of ['negative', 'positive', 'other']) {
    const path = new Path2D();
    for (const point of points) {
      if (point.state !== state) continue;
      if (state === 'positive') circle(path, point.x, point.y, r);
      else {
        path.moveTo(point.x - r, point.y - r);
        path.rect(point.x - r, point.y - r, 2 * r, 2 * r);
      }
    }
    const isLarge = r > 4.5 * px;
    c.lineWidth = (isLarge ? 4.5 : 2.6) * px;
    c.strokeStyle = '#1d2127';
    c.stroke(path);
    c.lineWidth = (isLarge ? 2.2 : 1.4) * px;
    c.strokeStyle = colors[state];
    c.stroke(path);
  }
}

function paintLayer(c, pane, px) {
  const layer = app.panes[pane];
  if (!layer) return;
  if (app.toggles.marks) {
    paintPoints(c, px, layer.points ?? []);
  }
  const difference = app.differences[app.difference];
  if (difference) {
    c.beginPath();
    c.arc(difference.x, difference.y, radius() * 2.2, 0, 2 * Math.PI);
    for (const [width, style] of [[6, '#fff'], [3, '#d61f69']]) {
      c.lineWidth = width * px;
      c.strokeStyle = style;
      c.stroke();
    }
  }
  c.save();
  c.setTransform(viewer.ratio, 0, 0, viewer.ratio, pane * viewer.paneWidth * viewer.ratio, 0);
  c.font = '600 14px system-ui, sans-serif';
  const width = c.measureText(layer.name).width;
  c.fillStyle = '#1d2127dd';
  c.fillRect(8, 8, width + 16, 26);
  c.fillStyle = '#fff';
  c.fillText(layer.name, 16, 26);
  c.restore();
}
