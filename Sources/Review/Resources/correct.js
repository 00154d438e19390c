// Corrects nuclei: clicks, lassos, and what the server says of them.

import { $, app } from './app.js';
import { follow } from './cases.js';
import { countClick } from './count.js';
import { element, figures, gradeText } from './elements.js';
import { radius, viewer } from './paint.js';
import { get, newName, outbox, query, reader, say } from './server.js';

export async function loadNuclei(isFresh) {
  if (app.mode !== 'correct' || !app.field) return;
  // The view may move on while an answer is on its way.
  if (app.isLoading) { app.again = isFresh || app.again === 'fresh' ? 'fresh' : 'moved'; return; }
  app.again = null;
  const [left, top, right, bottom] = app.field.bounds;
  let want = { left, top, right, bottom };
  if (app.field.field === 'slide') {
    const v = viewer.visible(), m = (v.right - v.left) / 4;
    want = { left: v.left - m, top: v.top - m, right: v.right + m, bottom: v.bottom + m };
    const l = app.loaded, seen = viewer.visible();
    if (!isFresh && l && !app.isCut && l.left <= seen.left && l.top <= seen.top && l.right >= seen.right && l.bottom >= seen.bottom) return;
  } else {
    if (!isFresh && app.loaded) return;
    const m = (right - left) / 20;
    want = { left: left - m, top: top - m, right: right + m, bottom: bottom + m };
  }
  app.isLoading = true;
  const slide = app.slide, field = app.field, known = app.sequence;
  try {
    const answer = await get(`api/nuclei?${query({ slide: slide.name, x: want.left, y: want.top, right: want.right, bottom: want.bottom })}`);
    if (app.field !== field) return;
    // What was said meanwhile may not be in it.
    if (answer.sequence < app.sequence && app.sequence !== known) { app.again = 'fresh'; return; }
    app.loaded = want;
    app.isCut = answer.isCut;
    app.nuclei = new Map(answer.nuclei.map(n => [n.n, n]));
    app.corrections = new Map(answer.corrections.map(c => [c.mark.nucleus, { ...c.mark, who: c.who }]));
    app.sequence = answer.sequence;
    for (const item of outbox.list) if (item.body.slide === slide.name && item.address !== 'api/count') apply(item.body.marks);
    app.paths = null;
    viewer.draw();
    if (answer.isCut) say('Zoom in to see the nuclei.');
  } catch (error) {
    say(error.message);
  } finally {
    app.isLoading = false;
    if (app.field !== field) loadNuclei(true); else if (app.again) loadNuclei(app.again === 'fresh');
  }
}

function apply(marks) {
  for (const mark of marks) {
    if (mark.state) app.corrections.set(mark.nucleus, mark); else app.corrections.delete(mark.nucleus);
  }
  app.paths = null;
  viewer.draw();
}

function stateOf(name) { return app.corrections.get(name)?.state ?? app.nuclei.get(name)?.s; }

// Everything that can be clicked: measured nuclei and those that people added.
export function* items() {
  for (const n of app.nuclei.values()) yield n;
  for (const [name, said] of app.corrections) if (name.startsWith('a')) yield { n: name, x: said.x, y: said.y };
}

function nearest(place, reach) {
  let best = null, least = reach;
  for (const item of items()) {
    const d = Math.hypot(item.x - place.x, item.y - place.y);
    if (d <= least) { best = item; least = d; }
  }
  return best;
}

export function click(place, how = {}) {
  if (!app.field) return;
  const reach = Math.max(radius() * 1.1, (how.isCoarse ? 16 : 7) / viewer.scale);
  if (app.mode === 'count') return countClick(place, reach, how.isOther);
  if (app.mode === 'correct') correctClick(place, reach, how.isOther);
}

function correctClick(place, reach, isOther) {
  const tool = app.tool.correct;
  if (tool === 'lasso') return;
  if (tool.startsWith('add-')) {
    if (place.x < 0 || place.y < 0 || place.x > app.slide.width || place.y > app.slide.height) return;
    let state = tool.slice(4);
    if (isOther) state = state === 'positive' ? 'negative' : 'positive';
    return correct([{ nucleus: newName(), x: place.x, y: place.y, state }]);
  }
  const item = nearest(place, reach);
  if (!item) return;
  const now = stateOf(item.n);
  const states = { flip: now === 'positive' ? 'negative' : 'positive', other: 'other', delete: 'deleted', restore: null };
  correct([{ nucleus: item.n, x: item.x, y: item.y, state: said(item.n, states[tool]) }]);
}

// What to send so that a nucleus has a state: nothing for what was measured, and an added one that
// is deleted is gone.
export function said(name, state) {
  if (name.startsWith('a')) return state === 'deleted' ? null : state;
  return app.nuclei.get(name)?.s === state ? null : state;
}

export function correct(marks, isUndo) {
  const who = reader();
  if (!who || !marks.length) return;
  const before = marks.map(m => {
    const known = app.corrections.get(m.nucleus);
    return { nucleus: m.nucleus, x: m.x, y: m.y, state: known?.state ?? null };
  });
  if (!isUndo) app.undo.correct.push(before);
  apply(marks);
  const slide = app.slide;
  for (let i = 0; i < marks.length; i += 4000) {
    outbox.add(() => `api/edit?after=${app.slide === slide ? app.sequence : 0}`,
      { reader: who, slide: slide.name, marks: marks.slice(i, i + 4000) },
      answer => { if (app.slide === slide) takeIn(answer); follow(); }, () => loadNuclei(true));
  }
}

// What the server says goes first, then what it does not have yet.
function takeIn(answer) {
  if (answer.warning) say(answer.warning);
  // A later answer may have been faster; it says all of this and more.
  if (answer.sequence < app.sequence) return;
  for (const line of answer.lines) apply(line.marks.map(m => ({ ...m, who: line.who })));
  app.sequence = answer.sequence;
  for (const item of outbox.list) if (item.body.slide === app.slide.name && !item.body.field) apply(item.body.marks);
  for (const f of answer.fields) {
    const field = app.slide.fields.find(known => known.field === f.field);
    if (field) field.counts = f.counts;
  }
  app.summary = answer.summary;
  app.detail.summary = answer.summary;
  showFigures();
}

export function showFigures() {
  const counts = app.field.counts;
  $('field-title').textContent = app.detail.slides.length > 1 ? `${app.slide.name}: ${app.field.name}` : app.field.name;
  const rows = c => [['Measured', c.machine], ['Corrected', c.corrected, c.changes > 0]];
  $('field-figures').replaceChildren(figures(rows(counts)),
    element('p', `${counts.changes} ${counts.changes === 1 ? 'nucleus' : 'nuclei'} corrected here`, { className: 'note' }));
  const s = app.summary;
  const box = [figures(rows(s.counts)), element('p', `graded on ${s.region === 'hotspot' ? 'the hotspot' : 'all nuclei'}`, { className: 'note' })];
  if (s.problem) box.push(element('p', s.problem, { className: 'bad' }));
  if (s.correctedGrade) box.push(gradeText(s.counts.changes ? 'Grade, corrected' : 'Grade', s.correctedGrade));
  if (s.counts.changes && s.machineGrade) box.push(element('p', `as measured: ${s.machineGrade.label}`, { className: 'note' }));
  if (app.slide.unplaced) box.push(element('p', `${app.slide.unplaced} corrections are of nuclei that are no longer measured, or of other images that had this name; they do not count.`, { className: 'bad' }));
  $('case-figures').replaceChildren(...box);
}

export function lassoed(ring) {
  const inside = p => {
    let isIn = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const a = ring[i], b = ring[j];
      if ((a.y > p.y) !== (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) isIn = !isIn;
    }
    return isIn;
  };
  app.selected = [...items()].filter(inside);
  if (!app.selected.length) say('No nucleus lies in the lasso.');
  showChosen();
  viewer.draw();
}

export function showChosen() {
  const box = $('chosen');
  box.hidden = !app.selected.length;
  if (box.hidden) return box.replaceChildren();
  const made = [['Positive', 'positive', 'P'], ['Negative', 'negative', 'N'], ['Not tumor', 'other', 'T'], ['Delete', 'deleted', 'X'], ['As measured', null, 'R']]
    .map(([name, state, key]) => {
      const button = element('button', null);
      button.append(element('kbd', key), ` ${name}`);
      button.addEventListener('click', () => chosen(state));
      return button;
    });
  const cancel = element('button', 'Let go');
  cancel.addEventListener('click', () => { app.selected = []; showChosen(); viewer.draw(); });
  box.replaceChildren(element('b', `${app.selected.length} ${app.selected.length === 1 ? 'nucleus' : 'nuclei'}:`), ...made, cancel);
}

export function chosen(state) {
  const marks = app.selected.map(i => ({ nucleus: i.n, x: i.x, y: i.y, state: state === null ? null : said(i.n, state) }))
    .filter(m => stateOf(m.nucleus) !== (m.state ?? app.nuclei.get(m.nucleus)?.s));
  app.selected = [];
  showChosen();
  correct(marks);
  $('view').focus();
}

// Others may be at work on the same slide.
setInterval(async () => {
  if (app.mode !== 'correct' || !app.slide || !app.loaded || document.hidden || outbox.list.length) return;
  const slide = app.slide;
  try {
    const answer = await get(`api/changes?${query({ slide: slide.name, after: app.sequence })}`);
    if (app.slide === slide && answer.lines.length) takeIn(answer);
  } catch { /* The next click says when the server is gone. */ }
}, 4000);
