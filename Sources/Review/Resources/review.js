// Takes keys and clicks, and starts the page.

import { $, all, app } from './app.js';
import { buttons, listCases, openCase, openField, setMode, start } from './cases.js';
import { loadDifferences, step } from './compare.js';
import { chosen, click, correct, items, showChosen } from './correct.js';
import { countMarks, finishCount, loadCount, sendTime, showTotals } from './count.js';
import { radius, viewer } from './paint.js';
import { say } from './server.js';
import { preview, showTrail, sign } from './sign.js';

function undo() {
  const marks = app.undo[app.mode]?.pop();
  if (!marks) return say('There is nothing to undo.');
  if (app.mode === 'count') countMarks(marks, true); else correct(marks, true);
}

function toggle(name) {
  app.toggles[name] = !app.toggles[name];
  buttons();
  showTotals();
  viewer.draw();
}

function tool(name) {
  app.tool[app.mode] = name;
  viewer.isLassoing = app.mode === 'correct' && name === 'lasso';
  viewer.lasso = null;
  buttons();
  viewer.draw();
}

const acts = { undo, next: () => step(1), previous: () => step(-1) };
for (const button of all('[data-tool]')) button.addEventListener('click', () => tool(button.dataset.tool));
for (const button of all('[data-toggle]')) button.addEventListener('click', () => toggle(button.dataset.toggle));
for (const button of all('[data-act]')) button.addEventListener('click', () => acts[button.dataset.act]());
for (const button of all('[data-mode]')) button.addEventListener('click', () => setMode(button.dataset.mode));
for (const button of all('[data-view]')) {
  button.addEventListener('click', () => ({ in: () => viewer.zoom(1.5), out: () => viewer.zoom(1 / 1.5), fit: () => viewer.fit() })[button.dataset.view]());
}
$('finish').addEventListener('click', finishCount);
$('find').addEventListener('input', listCases);
$('field').addEventListener('change', () => openField().catch(e => say(e.message)));
$('form').addEventListener('submit', sign);
$('form').addEventListener('input', () => { clearTimeout(app.previewing); app.previewing = setTimeout(preview, 250); });
$('trail').addEventListener('toggle', () => showTrail().catch(e => say(e.message)));
for (const id of ['first', 'second']) $(id).addEventListener('change', () => loadDifferences().catch(e => say(e.message)));
$('reader').addEventListener('change', () => {
  localStorage.setItem('ki67-reader', $('reader').value.trim());
  $('signer').textContent = $('reader').value.trim() || '…';
  if (app.mode === 'count' && app.field) loadCount().catch(e => say(e.message));
});
$('help-open').addEventListener('click', () => $('help').showModal());
$('help-close').addEventListener('click', () => $('help').close());
document.addEventListener('visibilitychange', () => { if (document.hidden && app.mode === 'count') sendTime(); });

// The next nucleus or mark in rows from the top, so that the keyboard reaches each.
function walk(by) {
  const list = app.mode === 'count' ? [...(app.count?.marks.values() ?? [])].filter(m => m.state) : [...items()];
  if (!list.length) return;
  const row = radius() * 4;
  const order = (a, b) => Math.floor(a.y / row) - Math.floor(b.y / row) || a.x - b.x;
  list.sort(order);
  const from = viewer.cross ?? viewer.center;
  let at = list.findIndex(i => order(i, from) > 0);
  if (at < 0) at = list.length;
  if (by < 0) { do at--; while (at >= 0 && order(list[at], from) >= 0); }
  const item = list[(at + list.length) % list.length];
  viewer.setCross({ x: item.x, y: item.y });
}

function act() {
  if (app.mode === 'correct' && app.tool.correct === 'lasso') {
    const at = viewer.cross ?? { ...viewer.center };
    viewer.lasso = [...(viewer.lasso ?? []), at];
    viewer.setCross(at);
    return;
  }
  const at = viewer.cross ?? { ...viewer.center };
  viewer.setCross(at);
  click(at);
}

const caseStep = by => {
  const list = app.run.cases.filter(c => c.slides.length);
  const at = list.findIndex(c => c.name === app.wanted);
  openCase(list[(at + by + list.length) % list.length].name).catch(e => say(e.message));
};

const keys = {
  common: {
    1: () => setMode('count'), 2: () => setMode('correct'), 3: () => setMode('compare'), 4: () => setMode('sign'),
    '+': () => viewer.zoom(1.25), '=': () => viewer.zoom(1.25), '-': () => viewer.zoom(0.8), 0: () => viewer.fit(),
    '?': () => $('help').showModal(), '[': () => caseStep(-1), ']': () => caseStep(1),
    m: () => toggle('marks'), g: () => toggle('grid'), u: undo, '.': () => walk(1), ',': () => walk(-1),
  },
  count: { p: () => tool('positive'), n: () => tool('negative'), e: () => tool('erase'), h: () => toggle('totals') },
  correct: {
    f: () => tool('flip'), t: () => tool('other'), x: () => tool('delete'), Delete: () => tool('delete'),
    a: () => tool('add-positive'), s: () => tool('add-negative'), r: () => tool('restore'),
    l: () => { if (viewer.isLassoing && viewer.lasso?.length > 2) viewer.closeLasso(); else tool('lasso'); },
  },
  compare: { n: () => step(1), p: () => step(-1) },
  sign: {},
  chosen: {
    p: () => chosen('positive'), n: () => chosen('negative'), t: () => chosen('other'), x: () => chosen('deleted'),
    r: () => chosen(null), Escape: () => { app.selected = []; showChosen(); viewer.draw(); },
  },
};

document.addEventListener('keydown', event => {
  if (!app.detail || $('help').open) return;
  const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== 'checkbox';
  if (isTyping) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if ((event.ctrlKey || event.metaKey) && key === 'z') { event.preventDefault(); undo(); return; }
  if (event.ctrlKey || event.metaKey) return;
  const onButton = event.target.tagName === 'BUTTON' || event.target.tagName === 'SUMMARY';
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (arrows && !onButton) {
    event.preventDefault();
    const far = event.shiftKey ? 60 : event.altKey ? 2 : 12;
    viewer.moveCross(arrows[0] * far, arrows[1] * far);
    return;
  }
  if (event.altKey) return;
  if ((event.key === 'Enter' || event.key === ' ') && !onButton) { event.preventDefault(); act(); return; }
  if (event.key === 'Escape') { viewer.lasso = null; viewer.cross = null; viewer.draw(); }
  const run = (app.selected.length ? keys.chosen[key] : null) ?? keys[app.mode][key] ?? keys.common[key];
  if (run) { event.preventDefault(); run(); }
});

start().catch(error => say(error.message));
