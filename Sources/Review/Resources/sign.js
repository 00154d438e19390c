// Previews a grade, signs it and shows the trail.

import { $, app } from './app.js';
import { follow, loadRun } from './cases.js';
import { element, figures, gradeText, interval, percent } from './elements.js';
import { get, latest, outbox, post, query, reader, say } from './server.js';

const asked = { case: latest(), grade: latest(), trail: latest() };

export async function refreshCase() {
  const isLatest = asked.case(), name = app.detail.name;
  const detail = await get(`api/case?${query({ case: name })}`);
  // Other modes wait for answers about the field they show, which must stay the same.
  if (!isLatest() || app.detail.name !== name || app.mode !== 'sign') return;
  const slide = app.slide.name, field = app.field.field;
  app.detail = detail;
  app.slide = detail.slides.find(s => s.name === slide);
  app.field = app.slide.fields.find(f => f.field === field);
  app.summary = detail.summary;
  showCounts();
  showSigned();
  await preview();
  await showTrail();
}

export function fillForm() {
  for (const input of $('form').elements) if (input.name) input.value = '';
  for (const [key, value] of Object.entries(app.detail.fields)) {
    const input = $('form').elements[key];
    if (!input) continue;
    input.value = value;
    // Manifests write it in many ways; what is written stays to be chosen.
    if (input.tagName === 'SELECT' && input.value !== value) {
      input.append(element('option', value));
      input.value = value;
    }
  }
  $('form').elements.comment.value = app.detail.signed?.isOfOtherMeasurement ? '' : app.detail.signed?.comment ?? '';
}

function formFields() {
  const fields = {};
  for (const input of $('form').elements) {
    if (input.name && input.name !== 'comment' && input.value.trim()) fields[input.name] = input.value.trim();
  }
  // What the manifest says besides stays.
  for (const [key, value] of Object.entries(app.detail.fields)) if (!$('form').elements[key]) fields[key] = value;
  return fields;
}

export async function preview() {
  $('signer').textContent = $('reader').value.trim() || '…';
  const isLatest = asked.grade(), name = app.detail.name;
  const isWanted = () => isLatest() && app.detail.name === name && app.mode === 'sign';
  try {
    const s = await post('api/grade', { case: name, fields: formFields() });
    if (!isWanted()) return;
    // Who writes in the form did not look at the nuclei again.
    app.summary = { ...s, corrections: app.summary.corrections };
    const box = [figures([['Measured', s.counts.machine], ['Corrected', s.counts.corrected, s.counts.changes > 0]]),
      element('p', `${s.region === 'hotspot' ? `${s.slide}, hotspot` : 'all nuclei'}, ${s.counts.changes} corrected`, { className: 'note' })];
    if (s.problem) box.push(element('p', s.problem, { className: 'bad' }));
    if (s.correctedGrade) box.push(gradeText('Grade', s.correctedGrade));
    $('preview').replaceChildren(...box);
  } catch (error) {
    if (isWanted()) $('preview').replaceChildren(element('p', error.message, { className: 'bad' }));
  }
}

function showCounts() {
  const lines = app.detail.counts.map(c => {
    const line = element('li', `${c.name}: ${percent(c.index)} (${c.index.positive}/${c.index.total}), ${interval(c.index)}; ${c.place}`);
    if (c.isOfOtherField) line.append(element('b', ', counted in another image or field', { className: 'bad' }));
    return line;
  });
  const list = element('ul', null, { className: 'flags' });
  list.append(...lines);
  $('counted').replaceChildren(...lines.length ? [element('h3', 'Counted blind'), list] : []);
}

function showSigned() {
  const s = app.detail.signed;
  if (!s) return $('signed').replaceChildren(element('p', 'Not signed yet.', { className: 'soft' }));
  const box = [element('h3', 'Signed off'), element('p', `${s.who}, ${s.at.replace('T', ' ').replace('Z', ' UTC')}`),
    gradeText('Grade', s.grade), element('p', `${s.positive} of ${s.total}${s.percent ? `, ${s.percent} %` : ''}`)];
  if (s.comment) box.push(element('p', s.comment));
  if (s.isOfOtherMeasurement) box.push(element('p', 'Signed were other images or measurements than stand here now; sign again.', { className: 'bad' }));
  else if (s.isOutdated) box.push(element('p', 'Nuclei were corrected since; sign again.', { className: 'bad' }));
  $('signed').replaceChildren(...box);
}

export async function showTrail() {
  if (!$('trail').open) return;
  const isLatest = asked.trail(), name = app.detail.name;
  const answer = await get(`api/trail?${query({ case: name })}`);
  if (!isLatest() || app.detail.name !== name) return;
  $('trail').lastElementChild.replaceChildren(...answer.lines.map(l =>
    element('li', `${l.at.replace('T', ' ').replace('Z', '')} ${l.who}: ${l.subject === app.detail.name ? '' : `${l.subject}, `}${l.text}`)));
}

export function sign(event) {
  event.preventDefault();
  const who = reader();
  if (!who) return;
  const c = app.summary.counts.corrected;
  outbox.add('api/sign', {
    reader: who, case: app.detail.name, fields: formFields(), comment: $('form').elements.comment.value,
    positive: c.positive, total: c.total, corrections: app.summary.corrections,
  }, async answer => {
    if (answer.warning) say(answer.warning); else say('Signed off. cases.csv and report.html are written.');
    follow();
    await loadRun();
  }, follow);
}
