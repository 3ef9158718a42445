import { element } from './elements.js';

/** Keys of the list: `/` to the search, arrows, Home and End from case to case, Escape to close the case that the focus is in. */
export function listKeys(close: (row: HTMLElement) => void): void {
  const list = element('#list');
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    const search = element<HTMLInputElement>('#filter input[name=text]');
    search.focus();
    search.select();
  });
  element('#filter').addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' || !(event.target instanceof HTMLInputElement) || event.target.type !== 'search')
      return;
    event.preventDefault();
    shownButtons(list)[0]?.focus();
  });
  list.addEventListener('keydown', (event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.case') : null;
    if (!row) return;
    if (event.key === 'Escape') {
      close(row);
      buttonOf(row)?.focus();
      return;
    }
    if (event.target !== buttonOf(row)) return;
    const to = target(event.key, shownButtons(list), buttonOf(row));
    if (!to) return;
    event.preventDefault();
    to.focus();
  });
}

function target(key: string, buttons: HTMLElement[], from: HTMLElement | null): HTMLElement | undefined {
  const at = from ? buttons.indexOf(from) : -1;
  switch (key) {
    case 'ArrowDown':
      return buttons[at + 1];
    case 'ArrowUp':
      return buttons[at - 1];
    case 'Home':
      return buttons[0];
    case 'End':
      return buttons.at(-1);
    default:
      return undefined;
  }
}

function shownButtons(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>('.case:not([hidden]) > button')];
}

function buttonOf(row: HTMLElement): HTMLElement | null {
  return row.querySelector<HTMLElement>(':scope > button');
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, select, textarea') !== null;
}
