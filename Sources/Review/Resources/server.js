// Talks to the server: questions, edits that wait until they are kept, and what the page says.

import { $ } from './app.js';

let waiting = 0;

// While an answer is awaited the view says that it is busy.
async function ask(address, how) {
  const change = by => { waiting += by; $('view').setAttribute('aria-busy', waiting > 0); };
  change(1);
  try {
    const answer = await fetch(address, how);
    const value = await answer.json().catch(() => ({}));
    if (!answer.ok) throw Object.assign(new Error(value.error || `error ${answer.status}`), { status: answer.status });
    return value;
  } finally {
    change(-1);
  }
}

export const get = address => ask(address, { cache: 'no-store' });
export const post = (address, body) => ask(address, {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
});

// For answers that need not come in the order of their questions: a new question makes a check that
// is true until the next one is asked.
export function latest() {
  let last;
  return () => {
    const mine = last = {};
    return () => mine === last;
  };
}

// Blanks as %20, which every server reads.
export const query = values => new URLSearchParams(values).toString().replaceAll('+', '%20');
export const newName = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return 'a' + [...bytes].map(b => b.toString(16).padStart(2, '0')).join('');
};

// What was clicked goes out in order, each edit until the server has it.
export const outbox = {
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
        item.done?.(answer)?.catch(e => say(e.message));
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
export function say(text) {
  $('message').textContent = text;
  $('message').hidden = !text;
  clearTimeout(sayTimer);
  if (text) sayTimer = setTimeout(() => { $('message').hidden = true; }, 6000);
}

window.addEventListener('beforeunload', event => { if (outbox.list.length) event.preventDefault(); });

export function reader() {
  const name = $('reader').value.trim();
  if (!name) {
    say('Give your name first: everything is kept with who said it.');
    $('reader').focus();
  }
  return name;
}
