import type { CaseFilter } from '../case-filter.js';
import { element } from './elements.js';

/** The controls above the list. Arc and requirement have none: they are chosen elsewhere and shown as words. */
export interface FilterForm {
  readonly form: HTMLFormElement;
  /** What the controls say now; what has no control is taken from `before`. */
  read(before: CaseFilter): CaseFilter;
  /** Sets the controls, so that `read` returns the same. */
  write(filter: CaseFilter): void;
}

/** Brings the controls to life. */
export function filterForm(): FilterForm {
  const form = element<HTMLFormElement>('#filter');
  form.hidden = false;
  return { form, read: (before) => read(form, before), write: (filter) => write(form, filter) };
}

const SINGLE = ['text', 'state', 'level', 'rfc', 'family', 'known'] as const;

function read(form: HTMLFormElement, { arc, requirement }: CaseFilter): CaseFilter {
  const data = new FormData(form);
  const filter: Record<string, unknown> = { ...(arc ? { arc } : {}), ...(requirement ? { requirement } : {}) };
  for (const name of SINGLE) {
    const value = data.get(name);
    if (value) filter[name] = value;
  }
  const verdict = data.getAll('verdict');
  if (verdict.length > 0) filter.verdict = verdict;
  return filter;
}

function write(form: HTMLFormElement, filter: CaseFilter): void {
  for (const name of SINGLE) {
    const control = form.elements.namedItem(name);
    const value = filter[name] ?? '';
    if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) {
      if (control.value !== value) control.value = value;
    }
  }
  for (const box of form.querySelectorAll<HTMLInputElement>('input[name=verdict]')) {
    box.checked = filter.verdict?.includes(box.value) ?? false;
  }
  const words = [filter.arc?.replace('>', ' → ').replace(':', ', '), filter.requirement].filter(Boolean);
  element('#narrowed-by', form).textContent = words.length > 0 ? ` about ${words.join(' and ')}` : '';
}
