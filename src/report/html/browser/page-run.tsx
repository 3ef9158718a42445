import { caseMatcher } from '../case-filter.js';
import { caseGroups } from '../case-groups.js';
import { type PageAddress, readHash, writeHash } from '../filter-hash.js';
import { caseOpener } from './case-opener.js';
import { caseRows } from './case-rows.js';
import { copying } from './copying.js';
import { element } from './elements.js';
import { filterForm } from './filter-form.js';
import { listKeys } from './keys.js';
import { pageData, type RunPageData } from './page-data.js';
import { themeSwitch } from './theme.js';

// The page of one run. All of its state, how the list is narrowed and which case is open, is in the address.
themeSwitch();
copying();
intoMiddle(element('.scrolls:has(.state-diagram)'));
const data = await pageData<RunPageData>();
const groups = caseGroups(data.run.results);
const rows = caseRows(groups, caseMatcher(data.run.coverage));
const opener = caseOpener(data, groups, rows);
const controls = filterForm();
let address: PageAddress = { filter: {} };

/** On a narrow screen the middle of the drawing says more than its left edge. */
function intoMiddle(scrolling: HTMLElement): void {
  scrolling.scrollLeft = (scrolling.scrollWidth - scrolling.clientWidth) / 2;
}

/** Shows what an address says. */
function follow(next: PageAddress): void {
  address = next;
  controls.write(next.filter);
  rows.narrow(next.filter);
  if (next.open !== undefined) show(next.open);
}

function show(id: string): void {
  const at = rows.placeOf(id);
  const row = rows.row(at);
  if (!row) return;
  if (row.hidden) {
    follow({ filter: {}, open: id });
    return;
  }
  opener.open(at);
  row.scrollIntoView();
}

/** Takes a change by hand into the address, without a step in the history for each key. */
function become(next: PageAddress): void {
  address = next;
  history.replaceState(null, '', writeHash(next));
}

controls.form.addEventListener('input', () => {
  become({ ...address, filter: controls.read(address.filter) });
  controls.write(address.filter);
  rows.narrow(address.filter);
});
controls.form.addEventListener('submit', (event) => event.preventDefault());
controls.form.addEventListener('reset', (event) => {
  event.preventDefault();
  become({ filter: {} });
  follow(address);
});

element('#list').addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('.case > button') : null;
  const at = Number(button?.parentElement?.dataset.at ?? -1);
  const id = groups[at]?.id;
  if (!button || id === undefined) return;
  if (opener.isOpen(at)) {
    opener.close(at);
    if (address.open === id) become({ filter: address.filter });
  } else {
    opener.open(at);
    become({ ...address, open: id });
  }
});

listKeys((row) => {
  const at = Number(row.dataset.at);
  opener.close(at);
  if (address.open === groups[at]?.id) become({ filter: address.filter });
});

/** A link to a part of the list, as in the diagram: shows it and goes there. */
addEventListener('hashchange', () => {
  const next = readHash(location.hash);
  if (!next) return;
  follow(next);
  if (next.open === undefined) element('#cases').scrollIntoView();
});

const first = readHash(location.hash);
follow(first ?? { filter: {} });
if (first && first.open === undefined && location.hash.length > 1) element('#cases').scrollIntoView();
document.documentElement.dataset.ready = '';
