import { Viewer } from './viewer.js';

const $ = id => document.getElementById(id);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const colors = { positive: '#ffd400', negative: '#1fd3f5', other: '#c98bff', deleted: '#aab0b8' };

const app = {
  mode: 'correct', run: null, detail: null, slide: null, field: null,
  tool: { count: 'positive', correct: 'flip' },
  toggles: { grid: false, totals: false, marks: true },
  nuclei: new Map(), corrections: new Map(), sequence: 0, loaded: null, isCut: false,
  count: null, layers: [], panes: [], differences: [], difference: -1,
  undo: { count: [], correct: [] }, selected: [],
};

// ---------------------------------------------------------------- server

async function get(address) {
  const answer = await fetch(address, { cache: 'no-store' });
  const value = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(value.error || `error ${answer.status}`), { status: answer.status });
  return value;
}

async function post(address, body) {
  const answer = await fetch(address, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  });
  const value = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(value.error || `error ${answer.status}`), { status: answer.status });
  return value;
}

// Blanks as %20, which every server reads.
const query = values => new URLSearchParams(values).toString().replaceAll('+', '%20');
const newName = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return 'a' + [...bytes].map(b => b.toString(16).padStart(2, '0')).join('');
};

// What was clicked goes out in order, each edit until the server has it.
const outbox = {
  list: [], isBusy: false,
  add(address, body, done, failed) {
    this.list.push({ address, body: { edit: newName(), ...body }, done, failed });
    this.go();
  },
  async go() {
    if (this.isBusy) return;
    this.isBusy = true;
    while (this.list.length) {
      const item = this.list[0];
      saved('Saving …');
      try {
        const address = typeof item.address === 'function' ? item.address() : item.address;
        const answer = await post(address, item.body);
        this.list.shift();
        item.done?.(answer);
      } catch (error) {
        if (error.status && error.status < 500) {
          this.list.shift();
          say(error.message);
          item.failed?.(error);
        } else {
          saved(`Not saved: ${error.status ? error.message : 'the server does not answer'}. Trying again …`, true);
          await new Promise(resolve => setTimeout(resolve, 1500));
        }
      }
    }
    this.isBusy = false;
    saved('All saved');
  },
};

function saved(text, isBad = false) {
  $('saved').textContent = text;
  $('saved').classList.toggle('bad', isBad);
}

let sayTimer;
function say(text) {
  $('message').textContent = text;
  $('message').hidden = !text;
  clearTimeout(sayTimer);
  if (text) sayTimer = setTimeout(() => { $('message').hidden = true; }, 6000);
}

window.addEventListener('beforeunload', event => { if (outbox.list.length) event.preventDefault(); });

function reader() {
  const name = $('reader').value.trim();
  if (!name) {
    say('Give your name first: everything is kept with who said it.');
    $('reader').focus();
  }
  return name;
}

// ---------------------------------------------------------------- elements

function element(tag, text, properties = {}) {
  const node = document.createElement(tag);
  if (text !== undefined && text !== null) node.textContent = text;
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes('-')) node.setAttribute(key, value); else node[key] = value;
  }
  return node;
}

function interval(index) {
  return index.percent === undefined ? '–' : `${index.low.toFixed(2)}–${index.high.toFixed(2)} %`;
}

function percent(index) { return index.percent === undefined ? '–' : `${index.percent} %`; }

function figures(rows) {
  const table = element('table');
  const head = element('thead');
  const line = element('tr');
  for (const name of ['', 'Ki-67', 'counts']) line.append(element('th', name));
  head.append(line);
  const body = element('tbody');
  for (const [name, index, isChanged] of rows) {
    const row = element('tr');
    const cell = element('td', percent(index), { className: isChanged ? 'n changed' : 'n' });
    cell.append(element('small', interval(index), { title: '95 % interval (Wilson)' }));
    row.append(
      element('th', name), cell, element('td', `${index.positive}/${index.total}`, { className: 'n' }));
    body.append(row);
  }
  table.append(head, body);
  return table;
}

function gradeText(title, grade) {
  const box = element('div');
  const line = element('p');
  line.append(`${title}: `, element('span', grade.label, { className: 'grade' }));
  box.append(line);
  if (grade.reason) box.append(element('p', grade.reason, { className: 'note' }));
  box.append(element('p', `decided by ${grade.decidedBy} · ${grade.scheme}`, { className: 'note' }));
  if (grade.probability) box.append(element('p', grade.probability, { className: 'note' }));
  if (grade.flags.length) {
    const list = element('ul', null, { className: 'flags' });
    for (const flag of grade.flags) list.append(element('li', flag.text, { title: flag.code }));
    box.append(list);
  }
  return box;
}

// ---------------------------------------------------------------- viewer

const viewer = new Viewer($('view'), {
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
function radius() {
  const size = app.slide.microns ?? app.slide.detectionMicrons ?? [0.5, 0.5];
  return 4 / size[0];
}

// Outlines are drawn once into a layer somewhat larger than the window, which is then moved about:
// thousands of them need not be drawn for every frame of a pan.
const layer = { canvas: document.createElement('canvas'), of: null };

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

// ---------------------------------------------------------------- cases and fields

async function start() {
  $('reader').value = localStorage.getItem('ki67-reader') || '';
  app.run = await get('api/run');
  $('folder').textContent = app.run.folder;
  document.title = `${app.run.folder} – ki67 review`;
  for (const site of app.run.sites) $('sites').append(element('option', site.name, { value: site.code }));
  listCases();
  const wanted = new URLSearchParams(location.hash.slice(1));
  setMode(['count', 'correct', 'compare', 'sign'].includes(wanted.get('mode')) ? wanted.get('mode') : 'correct', true);
  const first = app.run.cases.find(c => c.name === wanted.get('case')) ?? app.run.cases.find(c => c.slides.length);
  if (first) await openCase(first.name, wanted.get('slide'), wanted.get('field'));
  else say('The run has no measured case.');
}

function listCases() {
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

async function openCase(name, slide, field) {
  app.detail = await get(`api/case?${query({ case: name })}`);
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

async function openField() {
  const [at, field] = $('field').value.split(' ');
  app.slide = app.detail.slides[Number(at)];
  app.field = app.slide.fields.find(f => f.field === field);
  Object.assign(app, { nuclei: new Map(), corrections: new Map(), paths: null, loaded: null, isCut: false, selected: [], count: null, layers: [], differences: [], difference: -1 });
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

function setMode(mode, isQuiet) {
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

function buttons() {
  for (const button of all('[data-tool]')) {
    const panel = button.closest('[data-panel]').dataset.panel;
    button.setAttribute('aria-pressed', app.tool[panel] === button.dataset.tool);
  }
  for (const button of all('[data-toggle]')) button.setAttribute('aria-pressed', app.toggles[button.dataset.toggle]);
}

// ---------------------------------------------------------------- correct

async function loadNuclei(isFresh) {
  if (app.mode !== 'correct' || !app.field) return;
  // The view may move on while an answer is on its way.
  if (app.isLoading) { app.isStale = true; return; }
  app.isStale = false;
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
  const slide = app.slide, field = app.field;
  try {
    const answer = await get(`api/nuclei?${query({ slide: slide.name, x: want.left, y: want.top, right: want.right, bottom: want.bottom })}`);
    if (app.field !== field) return;
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
    if (app.field !== field || app.isStale) loadNuclei(app.field !== field);
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
function* items() {
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

function click(place, how = {}) {
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
function said(name, state) {
  if (name.startsWith('a')) return state === 'deleted' ? null : state;
  return app.nuclei.get(name)?.s === state ? null : state;
}

function correct(marks, isUndo) {
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
      answer => { if (app.slide === slide) takeIn(answer); }, () => loadNuclei(true));
  }
}

// What the server says goes first, then what it does not have yet.
function takeIn(answer) {
  for (const line of answer.lines) apply(line.marks.map(m => ({ ...m, who: line.who })));
  app.sequence = Math.max(app.sequence, answer.sequence);
  for (const item of outbox.list) if (item.body.slide === app.slide.name && !item.body.field) apply(item.body.marks);
  for (const f of answer.fields) {
    const field = app.slide.fields.find(known => known.field === f.field);
    if (field) field.counts = f.counts;
  }
  app.summary = answer.summary;
  app.detail.summary = answer.summary;
  showFigures();
}

function showFigures() {
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
  if (app.slide.unplaced) box.push(element('p', `${app.slide.unplaced} corrections are of nuclei that are no longer measured; they do not count.`, { className: 'bad' }));
  $('case-figures').replaceChildren(...box);
}

function lassoed(ring) {
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

function showChosen() {
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

function chosen(state) {
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

// ---------------------------------------------------------------- count blind

async function loadCount() {
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

function showTotals() {
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

function countClick(place, reach, isOther) {
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

function countMarks(marks, isUndo) {
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

function sendTime() {
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

function finishCount() {
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

// ---------------------------------------------------------------- compare

async function loadLayers() {
  const field = app.field;
  const old = new Set(app.panes.map(p => p.id));
  app.layers = [];
  app.panes = [];
  const answer = await get(`api/layers?${query({ slide: app.slide.name, field: field.field })}`);
  if (app.field !== field) return;
  app.layers = answer.layers;
  const boxes = app.layers.map((layer, i) => {
    const label = element('label');
    const box = element('input', null, { type: 'checkbox', value: layer.id });
    box.checked = old.size ? old.has(layer.id) : i < 3 && (app.layers.length === 2 || layer.id !== 'corrected' || app.field.counts.changes > 0);
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

function showPanes() {
  const ids = all('#layers input').filter(b => b.checked).map(b => b.value);
  app.panes = app.layers.filter(l => ids.includes(l.id)).slice(0, 4);
  viewer.setPanes(Math.max(1, app.panes.length));
  viewer.draw();
  loadPoints().catch(error => say(error.message));
}

// Nuclei of what is shown side by side: all of a hotspot, of a slide those in view.
async function loadPoints() {
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

async function loadDifferences() {
  const field = app.field;
  const answer = await get(`api/differences?${query({ slide: app.slide.name, field: field.field, first: $('first').value, second: $('second').value })}`);
  if (app.field !== field) return;
  Object.assign(app, { differences: answer.differences, agreeing: answer.agreeing, difference: -1 });
  const n = answer.differing;
  const most = n > app.differences.length ? ` The first ${app.differences.length} can be stepped through.` : '';
  $('difference').textContent = `${answer.agreeing} nuclei agree within ${answer.radiusMicrons} µm, ${n} ${n === 1 ? 'differs' : 'differ'}.${most}`;
  viewer.draw();
}

function step(by) {
  const n = app.differences.length;
  if (!n) return say('There is no difference.');
  app.difference = app.difference < 0 ? (by > 0 ? 0 : n - 1) : (app.difference + by + n) % n;
  const d = app.differences[app.difference];
  const name = id => app.layers.find(l => l.id === $(id).value).name;
  $('difference').textContent = `${app.difference + 1} of ${n}: ${name('first')} ${d.first ?? 'has none'}, ${name('second')} ${d.second ?? 'has none'}.`;
  viewer.goTo(d, 40 / radius() / 2);
}

// ---------------------------------------------------------------- sign off

async function refreshCase() {
  const name = app.detail.name;
  const detail = await get(`api/case?${query({ case: name })}`);
  if (app.detail.name !== name) return;
  const slide = app.slide.name, field = app.field.field;
  app.detail = detail;
  app.slide = detail.slides.find(s => s.name === slide);
  app.field = app.slide.fields.find(f => f.field === field);
  app.summary = detail.summary;
  showSigned();
  await preview();
  await showTrail();
}

function fillForm() {
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
  $('form').elements.comment.value = app.detail.signed?.comment ?? '';
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

async function preview() {
  $('signer').textContent = $('reader').value.trim() || '…';
  const name = app.detail.name;
  try {
    const s = await post('api/grade', { case: name, fields: formFields() });
    if (app.detail.name !== name) return;
    app.summary = { ...s };
    const box = [figures([['Measured', s.counts.machine], ['Corrected', s.counts.corrected, s.counts.changes > 0]]),
      element('p', `${s.region === 'hotspot' ? `${s.slide}, hotspot` : 'all nuclei'}, ${s.counts.changes} corrected`, { className: 'note' })];
    if (s.problem) box.push(element('p', s.problem, { className: 'bad' }));
    if (s.correctedGrade) box.push(gradeText('Grade', s.correctedGrade));
    $('preview').replaceChildren(...box);
  } catch (error) {
    $('preview').replaceChildren(element('p', error.message, { className: 'bad' }));
  }
}

function showSigned() {
  const s = app.detail.signed;
  if (!s) return $('signed').replaceChildren(element('p', 'Not signed yet.', { className: 'soft' }));
  const box = [element('h3', 'Signed off'), element('p', `${s.who}, ${s.at.replace('T', ' ').replace('Z', ' UTC')}`),
    gradeText('Grade', s.grade), element('p', `${s.positive} of ${s.total}${s.percent ? `, ${s.percent} %` : ''}`)];
  if (s.comment) box.push(element('p', s.comment));
  if (s.isOutdated) box.push(element('p', 'Nuclei were corrected since; sign again.', { className: 'bad' }));
  $('signed').replaceChildren(...box);
}

async function showTrail() {
  if (!$('trail').open) return;
  const answer = await get(`api/trail?${query({ case: app.detail.name })}`);
  $('trail').lastElementChild.replaceChildren(...answer.lines.map(l =>
    element('li', `${l.at.replace('T', ' ').replace('Z', '')} ${l.who}: ${l.subject === app.detail.name ? '' : `${l.subject}, `}${l.text}`)));
}

function sign(event) {
  event.preventDefault();
  const who = reader();
  if (!who) return;
  const c = app.summary.counts.corrected;
  outbox.add('api/sign', {
    reader: who, case: app.detail.name, fields: formFields(), comment: $('form').elements.comment.value,
    positive: c.positive, total: c.total,
  }, async answer => {
    if (answer.warning) say(answer.warning); else say('Signed off. cases.csv and report.html are written.');
    await refreshCase();
    app.run = await get('api/run');
    listCases();
  }, () => refreshCase().catch(e => say(e.message)));
}

// ---------------------------------------------------------------- input

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
  const at = list.findIndex(c => c.name === app.detail.name);
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
