import { render } from 'preact';
import { Matrix } from '../matrix.js';
import { MatrixDetail } from '../matrix-detail.js';
import { type MatrixData, type MatrixFilter, type MatrixRow, narrowed } from '../matrix-rows.js';
import { element } from './elements.js';
import { matrixKeys } from './matrix-keys.js';
import { pageData } from './page-data.js';
import { themeSwitch } from './theme.js';

// The page of a comparison. How the matrix is narrowed and what is open in it is in the address.
const MOST_ROWS = 300;
const NAMES = ['show', 'text', 'rfc', 'level', 'verdict'] as const;

themeSwitch();
const data = await pageData<MatrixData>();
const form = element<HTMLFormElement>('#filter');
const place = element('#matrix');
const more = element<HTMLButtonElement>('#more');
const nameOf = (row: MatrixRow) => `${row.id} ${row.families}`;
let filter: MatrixFilter = {};
let open: ReadonlySet<string> = new Set();
let most = MOST_ROWS;
form.hidden = false;
place.replaceChildren();

function draw(): void {
  const rows = narrowed(data.rows, filter);
  const detailOf = (row: MatrixRow) => (open.has(nameOf(row)) ? <MatrixDetail row={row} data={data} /> : undefined);
  render(<Matrix labels={data.labels} rows={rows.slice(0, most)} detailOf={detailOf} />, place);
  element('#count').textContent = `${rows.length} of ${data.rows.length}`;
  element('#nothing').hidden = rows.length > 0;
  more.hidden = rows.length <= most;
  more.textContent = `show the other ${rows.length - most}`;
}

function remember(): void {
  const words = new URLSearchParams();
  for (const name of NAMES) if (filter[name]) words.set(name, filter[name]);
  for (const name of open) words.append('open', name);
  history.replaceState(null, '', `#${words}`);
}

function follow(): void {
  const words = new URLSearchParams(location.hash.slice(1));
  filter = Object.fromEntries(NAMES.flatMap((name) => (words.get(name) ? [[name, words.get(name)]] : [])));
  open = new Set(words.getAll('open'));
  for (const name of NAMES) {
    const control = form.elements.namedItem(name);
    const usual = name === 'show' ? 'differs' : '';
    if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement)
      control.value = filter[name] ?? usual;
  }
  draw();
}

function toggle(name: string, to = !open.has(name)): void {
  const next = new Set(open);
  if (to) next.add(name);
  else next.delete(name);
  open = next;
  remember();
  draw();
}

form.addEventListener('input', () => {
  const values = new FormData(form);
  filter = Object.fromEntries(NAMES.flatMap((name) => (values.get(name) ? [[name, String(values.get(name))]] : [])));
  most = MOST_ROWS;
  remember();
  draw();
});
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', (event) => {
  event.preventDefault();
  history.replaceState(null, '', '#');
  follow();
});
more.addEventListener('click', () => {
  most = Number.POSITIVE_INFINITY;
  draw();
});
place.addEventListener('click', (event) => {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>('tr[data-row]') : null;
  if (row?.dataset.row) toggle(row.dataset.row);
});
matrixKeys(place, (name) => toggle(name, false));
addEventListener('hashchange', () => {
  if (/^#(cases)?$/.test(location.hash)) return;
  follow();
});
follow();
document.documentElement.dataset.ready = '';
