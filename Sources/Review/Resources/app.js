// What the page knows, and short names for its elements.

export const $ = id => document.getElementById(id);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const colors = { positive: '#ffd400', negative: '#1fd3f5', other: '#c98bff', deleted: '#aab0b8' };

export const app = {
  mode: 'correct', run: null, wanted: null, detail: null, slide: null, field: null,
  tool: { count: 'positive', correct: 'flip' },
  toggles: { grid: false, totals: false, marks: true },
  nuclei: new Map(), corrections: new Map(), sequence: 0, loaded: null, isCut: false,
  count: null, layers: [], panes: [], differences: [], difference: -1,
  undo: { count: [], correct: [] }, selected: [],
};
