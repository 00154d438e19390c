// Counts blind: marks of a reader, totals, and the time taken.

import { $, app } from './app.js';
import { listCases } from './cases.js';
import { interval, percent } from './elements.js';
import { viewer } from './paint.js';
import { get, newName, outbox, query, reader, say } from './server.js';

export async function loadCount() {
  app.count = null;
  $('finished').textContent = '';
  const who = $('reader').value.trim();
  if (!who) { $('round').textContent = 'Give your name to begin.'; showTotals(); viewer.draw(); return; }
  const field = app.field;
  const answer = await get(`api/count?${query({ slide: app.slide.name, field: field.field, reader: who })}`);
  if (app.field !== field) return;
  app.count = {
    who, round: answer.round, seconds: answer.seconds, finished: answer.finished,
    marks: new Map(answer.marks.map(m => [m.nucleus, m])), lastInput: 0,
  };
  $('round').textContent = `Count ${answer.round} of ${who}` + (answer.marks.length ? ', going on' : '');
  app.undo.count = [];
  showTotals();
  viewer.draw();
}

export function showTotals() {
  const marks = app.count ? [...app.count.marks.values()].filter(m => m.state) : [];
  const positive = marks.filter(m => m.state === 'positive').length;
  const total = marks.filter(m => m.state === 'positive' || m.state === 'negative').length;
  $('totals').textContent = !app.count ? '' : app.toggles.totals
    ? `${positive} positive of ${total}${total ? ` · ${(100 * positive / total).toFixed(1)} %` : ''}` : 'totals hidden';
  const s = Math.floor(app.count?.seconds ?? 0);
  $('clock').textContent = app.count ? `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, '0')} s` : '';
  $('finish').disabled = !total;
}

function isInField(place) {
  if (!app.field.rings.length) return place.x >= 0 && place.y >= 0 && place.x <= app.slide.width && place.y <= app.slide.height;
  let isIn = false;
  for (const ring of app.field.rings) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      if ((ring[i + 1] > place.y) !== (ring[j + 1] > place.y)
        && place.x < (ring[j] - ring[i]) * (place.y - ring[i + 1]) / (ring[j + 1] - ring[i + 1]) + ring[i]) isIn = !isIn;
    }
  }
  return isIn;
}

export function countClick(place, reach, isOther) {
  if (!reader()) return;
  if (!app.count) { loadCount().catch(e => say(e.message)); return; }
  let near = null, least = reach * 0.8;
  for (const mark of app.count.marks.values()) {
    const d = Math.hypot(mark.x - place.x, mark.y - place.y);
    if (mark.state && d <= least) { near = mark; least = d; }
  }
  let state = app.tool.count;
  if (state === 'erase') {
    if (near) countMarks([{ ...near, state: null }]);
    return;
  }
  if (isOther) state = state === 'positive' ? 'negative' : 'positive';
  if (near) return countMarks([{ ...near, state: near.state === state ? null : state }]);
  if (!isInField(place)) return say('This place lies outside the field.');
  countMarks([{ nucleus: newName(), x: place.x, y: place.y, state }]);
}

export function countMarks(marks, isUndo) {
  const count = app.count;
  if (!isUndo) {
    app.undo.count.push(marks.map(m => ({ ...m, state: count.marks.get(m.nucleus)?.state ?? null })));
  }
  for (const mark of marks) count.marks.set(mark.nucleus, mark);
  touched();
  $('finished').textContent = '';
  sendCount(marks, false);
  showTotals();
  viewer.draw();
}

function sendCount(marks, isFinished, done) {
  const count = app.count;
  outbox.add('api/count', {
    reader: count.who, slide: app.slide.name, field: app.field.field, round: count.round,
    marks, seconds: Math.round(count.seconds * 10) / 10, isFinished,
  }, done, () => loadCount().catch(e => say(e.message)));
  count.sent = count.seconds;
}

export function sendTime() {
  const count = app.count;
  if (count && count.marks.size && count.seconds - (count.sent ?? 0) > 1 && !count.isOver) sendCount([], false);
}

// The clock stands still while nobody is there: the page hidden, or nothing done for a minute.
function touched() { if (app.count) app.count.lastInput = performance.now(); }
let tick = performance.now();
setInterval(() => {
  const now = performance.now(), passed = Math.min(2, (now - tick) / 1000);
  tick = now;
  const count = app.count;
  if (app.mode !== 'count' || !count || count.isOver || document.hidden || !count.lastInput || now - count.lastInput > 60000) return;
  count.seconds += passed;
  showTotals();
}, 500);
for (const kind of ['pointermove', 'pointerdown', 'wheel', 'keydown']) {
  document.addEventListener(kind, () => { if (app.mode === 'count' && app.count?.lastInput) touched(); }, { passive: true });
}

export function finishCount() {
  if (!app.count || !reader()) return;
  app.count.isOver = true;
  sendCount([], true, async answer => {
    const text = `Saved: ${answer.index.positive} of ${answer.index.total}, ${percent(answer.index)} (${interval(answer.index)}).`;
    await loadCount();
    $('finished').textContent = text;
    app.run = await get('api/run');
    listCases();
  });
}
