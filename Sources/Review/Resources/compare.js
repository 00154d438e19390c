// Shows layers side by side and steps through where they differ.

import { $, all, app } from './app.js';
import { element, figures } from './elements.js';
import { layer, radius, viewer } from './paint.js';
import { get, latest, query, say } from './server.js';

const asked = { layers: latest(), differences: latest() };

export async function loadLayers() {
  const isLatest = asked.layers(), field = app.field;
  const old = chosen();
  const answer = await get(`api/layers?${query({ slide: app.slide.name, field: field.field })}`);
  // The other modes have one pane.
  if (!isLatest() || app.field !== field || app.mode !== 'compare') return;
  app.layers = answer.layers;
  const boxes = app.layers.map((layer, i) => {
    const label = element('label');
    const box = element('input', null, { type: 'checkbox', value: layer.id });
    box.checked = old.length ? old.includes(layer.id) : i < 3 && (app.layers.length === 2 || layer.id !== 'corrected' || app.field.counts.changes > 0);
    box.addEventListener('change', showPanes);
    label.append(box, ` ${layer.name}`);
    return label;
  });
  $('layers').replaceChildren(element('legend', 'Side by side'), ...boxes);
  for (const id of ['first', 'second']) {
    const before = $(id).value;
    $(id).replaceChildren(...app.layers.map(l => element('option', l.name, { value: l.id })));
    const fallback = id === 'first' ? (app.layers[2] ?? app.layers[0]).id : app.layers[2] ? 'machine' : 'corrected';
    $(id).value = app.layers.some(l => l.id === before) ? before : fallback;
  }
  $('layer-figures').replaceChildren(element('h3', 'Figures'), figures(app.layers.map(l => [l.name, l.index])));
  showPanes();
  await loadDifferences();
}

function chosen() { return all('#layers input').filter(b => b.checked).map(b => b.value); }

function showPanes() {
  const ids = chosen();
  app.panes = app.layers.filter(l => ids.includes(l.id)).slice(0, 4);
  viewer.setPanes(Math.max(1, app.panes.length));
  viewer.draw();
  loadPoints().catch(error => say(error.message));
}

// Nuclei of what is shown side by side: all of a hotspot, of a slide those in view.
export async function loadPoints() {
  if (app.mode !== 'compare' || !app.field) return;
  const field = app.field, seen = viewer.visible();
  const [left, top, right, bottom] = field.bounds;
  let want = { x: left, y: top, right, bottom };
  if (field.field === 'slide') {
    const m = (seen.right - seen.left) / 4;
    want = { x: seen.left - m, y: seen.top - m, right: seen.right + m, bottom: seen.bottom + m };
  }
  const covers = l => l && l.x <= seen.left && l.y <= seen.top && l.right >= seen.right && l.bottom >= seen.bottom;
  for (const pane of app.panes) {
    if (pane.loaded && (field.field !== 'slide' || (!pane.isCut && covers(pane.loaded)))) continue;
    pane.loaded = want;
    const answer = await get(`api/points?${query({ slide: app.slide.name, field: field.field, layer: pane.id, ...want })}`);
    // The view may have moved on, or away, while the answer was on its way.
    if (app.field !== field) return;
    if (pane.loaded !== want) continue;
    pane.isCut = answer.isCut;
    pane.points = answer.points.map(([x, y, p]) => ({ x, y, state: p ? 'positive' : 'negative' }));
    if (answer.isCut) say('Zoom in to see the nuclei.');
    viewer.draw();
  }
}

export async function loadDifferences() {
  const isLatest = asked.differences(), field = app.field;
  const first = $('first').value, second = $('second').value;
  const answer = await get(`api/differences?${query({ slide: app.slide.name, field: field.field, first, second })}`);
  if (!isLatest() || app.field !== field) return;
  Object.assign(app, { differences: answer.differences, agreeing: answer.agreeing, difference: -1 });
  const n = answer.differing;
  const most = n > app.differences.length ? ` The first ${app.differences.length} can be stepped through.` : '';
  $('difference').textContent = `${answer.agreeing} nuclei agree within ${answer.radiusMicrons} µm, ${n} ${n === 1 ? 'differs' : 'differ'}.${most}`;
  viewer.draw();
}

export function step(by) {
  const n = app.differences.length;
  if (!n) return say('There is no difference.');
  app.difference = app.difference < 0 ? (by > 0 ? 0 : n - 1) : (app.difference + by + n) % n;
  const d = app.differences[app.difference];
  const name = id => app.layers.find(l => l.id === $(id).value).name;
  $('difference').textContent = `${app.difference + 1} of ${n}: ${name('first')} ${d.first ?? 'has none'}, ${name('second')} ${d.second ?? 'has none'}.`;
  viewer.goTo(d, 40 / radius() / 2);
}
