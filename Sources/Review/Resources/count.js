// Counts blind: marks of a reader, totals, and the time taken.

import { $, app } from './app.js';
import { follow, loadRun } from './cases.js';
import { interval, percent } from './elements.js';
import { viewer } from './paint.js';
import { get, latest, newName, outbox, query, reader, say } from './server.js';

const asked = latest();

export async function loadCount() {
  const isLatest = asked();
  app.count = null;
  app.undo.count = [];
  $('finished').textContent = '';
  const who = $('reader').value.trim();
  $('round').textContent = who ? '' : 'Give your name to begin.';
  showTotals();
  viewer.draw();
  if (!who) return;
  const slide = app.slide.name, field = app.field.field;
  // The answer may be older than what waits now, even if that is kept before the answer is here.
  const unsaved = outbox.list.filter(item => item.address === 'api/count').map(item => item.body);
  const answer = await get(`api/count?${query({ slide, field, reader: who })}`);
  const count = {
    who, slide, field, round: answer.round, seconds: answer.seconds, finished: answer.finished,
    marks: new Map(answer.marks.map(m => [m.nucleus, m])), lastInput: 0,
  };
  if (!isLatest() || !isHere(count)) return;
  for (const step of unsaved) if (isStep(step, count)) takeStep(step, count);
  app.count = count;
  $('round').textContent = `Count ${count.round} of ${who}` + (count.marks.size ? ', going on' : '');
  showTotals();
  viewer.draw();
}

// Whether a count is of the field that is shown, by the reader whose name stands there.
function isHere(count) {
  return app.slide?.name === count.slide && app.field.field === count.field && $('reader').value.trim() === count.who;
}

function isStep(step, count) {
  return step.slide === count.slide && step.field === count.field && step.reader === count.who && step.round === count.round;
}

function takeStep(step, count) {
  for (const mark of step.marks) count.marks.set(mark.nucleus, mark);
  count.seconds = Math.max(count.seconds, step.seconds);
  if (step.isFinished) count.isOver = true;
}

// Asks for the count anew when the one that changed is shown, or on its way to be.
async function reload(count) {
  if (app.mode === 'count' && isHere(count) && (!app.count || app.count.round === count.round)) await loadCount();
}

export function showTotals() {
  const marks = app.count ? [...app.count.marks.values()].filter(m => m.state) : [];
  const positive = marks.filter(m => m.state === 'positive').length;
  const total = marks.filter(m => m.state === 'positive' || m.state === 'negative').length;
  $('totals').textContent = !app.count ? '' : app.toggles.totals
    ? `${positive} positive of ${total}${total ? ` · ${(100 * positive / total).toFixed(1)} %` : ''}` : 'totals hidden';
  const s = Math.floor(app.count?.seconds ?? 0);
  $('clock').textContent = app.count ? `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, '0')} s` : '';
  $('finish').disabled = !total || app.count.isOver;
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
  const who = reader();
  if (!who) return;
  if (app.count?.who !== who) { loadCount().catch(e => say(e.message)); return; }
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
  if (count.isOver) return say('This count is being finished.');
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
    reader: count.who, slide: count.slide, field: count.field, round: count.round,
    marks, seconds: Math.round(count.seconds * 10) / 10, isFinished,
  }, done, () => reload(count).catch(e => say(e.message)));
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
  const count = app.count;
  if (!count || count.isOver || count.who !== reader()) return;
  count.isOver = true;
  showTotals();
  sendCount([], true, async answer => {
    const text = `Saved: ${answer.index.positive} of ${answer.index.total}, ${percent(answer.index)} (${interval(answer.index)}).`;
    if (answer.warning) say(answer.warning);
    await reload(count);
    if (isHere(count)) $('finished').textContent = text;
    follow();
    await loadRun();
  });
}
