// Makes elements of figures and grades.

import { $ } from './app.js';

export function element(tag, text, properties = {}) {
  const node = document.createElement(tag);
  if (text !== undefined && text !== null) node.textContent = text;
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes('-')) node.setAttribute(key, value); else node[key] = value;
  }
  return node;
}

export function interval(index) {
  return index.percent === undefined ? '–' : `${index.low.toFixed(2)}–${index.high.toFixed(2)} %`;
}

export function percent(index) { return index.percent === undefined ? '–' : `${index.percent} %`; }

export function figures(rows) {
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

export function gradeText(title, grade) {
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
