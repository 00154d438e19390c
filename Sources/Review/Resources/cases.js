// Opens cases, fields and modes.

import { $, all, app } from './app.js';
import { loadLayers } from './compare.js';
import { loadNuclei, showChosen, showFigures } from './correct.js';
import { loadCount, sendTime } from './count.js';
import { element } from './elements.js';
import { viewer } from './paint.js';
import { get, latest, outbox, query, say } from './server.js';
import { fillForm, refreshCase } from './sign.js';

export async function start() {
  $('reader').value = localStorage.getItem('ki67-reader') || '';
  await loadRun();
  $('folder').textContent = app.run.folder;
  document.title = `${app.run.folder} – ki67 review`;
  for (const site of app.run.sites) $('sites').append(element('option', site.name, { value: site.code }));
  const wanted = new URLSearchParams(location.hash.slice(1));
  setMode(['count', 'correct', 'compare', 'sign'].includes(wanted.get('mode')) ? wanted.get('mode') : 'correct', true);
  const first = app.run.cases.find(c => c.name === wanted.get('case')) ?? app.run.cases.find(c => c.slides.length);
  if (first) await openCase(first.name, wanted.get('slide'), wanted.get('field'));
  else say('The run has no measured case.');
}

const asked = latest();

export async function loadRun() {
  const isLatest = asked();
  const run = await get('api/run');
  if (!isLatest()) return;
  app.run = run;
  listCases();
}

export function listCases() {
  const filter = $('find').value.trim().toLowerCase();
  $('caselist').replaceChildren(...app.run.cases.filter(c => c.name.toLowerCase().includes(filter)).map(c => {
    const button = element('button');
    const line = element('span', null, { className: 'line' });
    line.append(element('span', c.error ? 'failed' : [c.grade, c.percent && `${c.percent} %`].filter(Boolean).join(' · '), { className: 'machine' }));
    const state = c.signedBy ? (c.isOutdated ? 'changed since signed' : `✓ ${c.signedBy}`) : c.readers.length ? `${c.readers.length} counted` : '';
    line.append(element('span', state));
    button.append(element('b', c.name), line);
    button.disabled = !c.slides.length;
    if (c.name === app.detail?.name) button.setAttribute('aria-current', 'true');
    button.addEventListener('click', () => openCase(c.name).catch(e => say(e.message)));
    const item = element('li');
    item.append(button);
    return item;
  }));
  all('[aria-current]', $('caselist'))[0]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

export async function openCase(name, slide, field) {
  app.wanted = name;
  const detail = await get(`api/case?${query({ case: name })}`);
  // Answers need not come in the order of the clicks.
  if (app.wanted !== name) return;
  app.detail = detail;
  listCases();
  const options = [];
  app.detail.slides.forEach((s, i) => s.fields.forEach(f => {
    const label = app.detail.slides.length > 1 ? `${s.name}: ${f.name}` : f.name;
    options.push(element('option', label, { value: `${i} ${f.field}` }));
  }));
  $('field').replaceChildren(...options);
  const graded = app.detail.summary;
  let at = app.detail.slides.findIndex(s => s.name === (slide ?? graded.slide));
  if (at < 0) at = 0;
  const known = app.detail.slides[at].fields.some(f => f.field === (field ?? graded.field));
  $('field').value = `${at} ${known ? field ?? graded.field : app.detail.slides[at].fields[0].field}`;
  fillForm();
  await openField();
}

export async function openField() {
  const [at, field] = $('field').value.split(' ');
  app.slide = app.detail.slides[Number(at)];
  app.field = app.slide.fields.find(f => f.field === field);
  Object.assign(app, { nuclei: new Map(), corrections: new Map(), sequence: 0, paths: null, loaded: null, isCut: false, selected: [], count: null, layers: [], panes: [], differences: [], difference: -1 });
  app.undo = { count: [], correct: [] };
  app.summary = app.detail.summary;
  showChosen();
  viewer.panes = 1;
  viewer.show(app.slide, app.field);
  $('table').href = `corrected.csv?${query({ slide: app.slide.name })}`;
  $('table').download = `${app.slide.name}.csv`;
  remember();
  if (!app.slide.hasPixels && !app.field.picture) {
    say('The image files of this slide are not where they were measured, or changed since, and the run has no picture of this field.');
  }
  await loadMode();
}

function remember() {
  if (!app.slide) return;
  history.replaceState(null, '', `#${query({ mode: app.mode, case: app.detail.name, slide: app.slide.name, field: app.field.field })}`);
}

export function setMode(mode, isQuiet) {
  if (app.mode === 'count' && mode !== 'count') sendTime();
  app.mode = mode;
  document.body.classList.toggle('blind', mode === 'count');
  for (const tab of all('[data-mode]')) tab.setAttribute('aria-selected', tab.dataset.mode === mode);
  for (const panel of all('[data-panel]')) panel.classList.toggle('on', panel.dataset.panel === mode);
  viewer.isLassoing = mode === 'correct' && app.tool.correct === 'lasso';
  viewer.lasso = null;
  app.selected = [];
  showChosen();
  if (mode !== 'compare') viewer.setPanes(1);
  buttons();
  if (isQuiet || !app.field) return;
  // At once: marks of the machine must not stay in sight of who counts blind.
  viewer.draw();
  remember();
  loadMode().catch(error => say(error.message));
}

async function loadMode() {
  if (app.mode === 'count') await loadCount();
  if (app.mode === 'correct') { await loadNuclei(true); showFigures(); }
  if (app.mode === 'compare') await loadLayers();
  if (app.mode === 'sign') { await refreshCase(); }
  viewer.draw();
}

// These modes show only what the server has, which is more than when they were opened.
export function follow() {
  if (!outbox.list.length && (app.mode === 'compare' || app.mode === 'sign')) loadMode().catch(e => say(e.message));
}

export function buttons() {
  for (const button of all('[data-tool]')) {
    const panel = button.closest('[data-panel]').dataset.panel;
    button.setAttribute('aria-pressed', app.tool[panel] === button.dataset.tool);
  }
  for (const button of all('[data-toggle]')) button.setAttribute('aria-pressed', app.toggles[button.dataset.toggle]);
}
