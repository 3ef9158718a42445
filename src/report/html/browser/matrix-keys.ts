import { element } from './elements.js';

/** Keys of the matrix: `/` to the search, arrows, Home and End from case to case, Escape to close the case that the focus is in. */
export function matrixKeys(place: HTMLElement, close: (name: string) => void): void {
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof Element && event.target.closest('input, select, textarea') !== null;
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || typing) return;
    event.preventDefault();
    element<HTMLInputElement>('#filter input[name=text]').focus();
  });
  place.addEventListener('keydown', (event) => {
    const within = event.target instanceof Element ? event.target.closest('tr') : null;
    const row = within?.classList.contains('detail') ? within.previousElementSibling : within;
    if (!(row instanceof HTMLElement) || row.dataset.row === undefined) return;
    const own = row.querySelector<HTMLElement>('th button');
    if (event.key === 'Escape') {
      close(row.dataset.row);
      own?.focus();
    } else if (event.target === own && own) {
      const buttons = [...place.querySelectorAll<HTMLElement>('tr[data-row] th button')];
      const next = neighbour(event.key, buttons, buttons.indexOf(own));
      if (!next) return;
      event.preventDefault();
      next.focus();
    }
  });
}

function neighbour(key: string, buttons: readonly HTMLElement[], at: number): HTMLElement | undefined {
  if (key === 'ArrowDown') return buttons[at + 1];
  if (key === 'ArrowUp') return buttons[at - 1];
  if (key === 'Home') return buttons[0];
  return key === 'End' ? buttons.at(-1) : undefined;
}
