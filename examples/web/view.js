import { isProblem } from './client/index.js';
import { wordsFor } from './words.js';

/** Views are <template> elements of index.html. One is shown at a time, and drawn anew whenever it is shown. */
const screen = document.getElementById('view');
const status = document.getElementById('status');

/** Where the inbox of the embedded pool is, and who signs in at present: filled into every view that has a place for it. */
export const known = { inbox: '', username: '' };

/** Counts views, so that what was started in one does not speak in the next. */
let drawing = 0;

/**
 * Draws a view and moves the cursor to its first empty field, or else the reader to its heading.
 *
 * @param texts by the name of their place, `data-text`
 */
export function show(name, texts = {}) {
  drawing++;
  delete screen.dataset.busy;
  screen.replaceChildren(copyOf(name));
  screen.dataset.view = name;
  screen.hidden = false;
  for (const [place, text] of Object.entries(texts)) write(place, text);
  for (const link of document.querySelectorAll('[data-inbox]')) link.href = known.inbox;
  for (const field of findAll('[autocomplete^=username]')) field.value = known.username;
  document.title = `${find('h1').textContent} · Gatehouse example`;
  scrollTo(0, 0);
  focusOn(findAll(':scope > form input').find(({ value }) => value === '') ?? find('h1'));
}

export const find = (selector, within = screen) => within.querySelector(selector);
export const findAll = (selector, within = screen) => [...within.querySelectorAll(selector)];
export const copyOf = (template) => document.getElementById(`view-${template}`).content.cloneNode(true);

export function write(place, text, within = screen) {
  find(`[data-text=${place}]`, within).textContent = text;
}

/** Tells how something went, wherever the reader is. */
export function say(text) {
  status.textContent = text;
}

/** Headings take the focus too, though not by the Tab key. */
export function focusOn(element) {
  if (!element.matches('input, button, a')) element.tabIndex = -1;
  element.focus();
}

/** Calls `work` with the values of a form. */
export function onSubmit(form, work) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    if (values.username !== undefined) known.username = values.username;
    // People type and paste codes in groups.
    if (values.code !== undefined) values.code = values.code.replace(/\s/g, '');
    void run(() => work(values), { near: form });
  });
}

export function onClick(button, work) {
  button.hidden = false;
  button.addEventListener('click', () => void run(work, { near: button }));
}

/**
 * Runs something that a person has started. Nothing else starts meanwhile, and a failure is told next to what was used.
 *
 * Buttons stay enabled: disabled ones lose the focus, and whoever uses the keyboard their place.
 *
 * @param near the form or button
 * @param interrupts whether it may start all the same
 */
export async function run(work, { near = screen, interrupts = false } = {}) {
  if (screen.dataset.busy !== undefined && !interrupts) return;
  const mine = drawing;
  say('');
  complain(near, '');
  screen.dataset.busy = '';
  try {
    await work();
  } catch (error) {
    explain(error, near, mine === drawing);
  } finally {
    if (mine === drawing) delete screen.dataset.busy;
  }
}

function explain(error, near, stillShown) {
  // The client has tried to renew the tokens in vain, and has told so.
  if (isProblem(error, 'unauthorized', 'token_revoked')) return;
  // The steps of a sign-in are good for minutes, and once.
  if (isProblem(error, 'session_expired', 'restart_required')) {
    dispatchEvent(new CustomEvent('session-end', { detail: 'too_late' }));
    return;
  }
  const words = wordsFor(error);
  if (stillShown) complain(near, words?.text ?? 'Something went wrong on this page.', words?.fields);
  // For the console: nobody foresaw it.
  if (words === undefined) throw error;
}

/** Shows a text as the fault of a form or section, and takes the person to the first field that it is about. */
function complain(near, text, names = []) {
  const part = near.closest('section') ?? screen;
  const alert = find('[role=alert]', part);
  if (alert === null) return;
  for (const field of findAll('[aria-invalid]')) {
    field.removeAttribute('aria-invalid');
    field.removeAttribute('aria-errormessage');
  }
  find('#fault')?.removeAttribute('id');
  alert.id = 'fault';
  alert.textContent = text;
  const wrong = findAll('input', part).filter(({ name }) => names.includes(name));
  for (const field of wrong) {
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-errormessage', 'fault');
  }
  wrong[0]?.focus();
  wrong[0]?.select();
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-reveal]');
  if (button === null) return;
  const field = document.getElementById(button.dataset.reveal);
  const hidden = field.type === 'password';
  field.type = hidden ? 'text' : 'password';
  button.setAttribute('aria-pressed', String(hidden));
});
