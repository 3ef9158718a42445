import { render } from 'preact';
import { CaseDetail } from '../case-detail-view.js';
import type { CaseGroup } from '../case-groups.js';
import type { CaseRows } from './case-rows.js';
import { element } from './elements.js';
import type { RunPageData } from './page-data.js';

/** Opens and closes cases of the list. What is in one is made when it is opened. */
export interface CaseOpener {
  open(at: number): void;
  close(at: number): void;
  isOpen(at: number): boolean;
}

/** An opener for these rows. */
export function caseOpener({ run, evidence }: RunPageData, groups: readonly CaseGroup[], rows: CaseRows): CaseOpener {
  const parts = (at: number) => {
    const row = rows.row(at);
    return row && { button: element('button', row), detail: element('.case-detail', row) };
  };
  const fill = (detail: HTMLElement, group: CaseGroup, shown: number) => {
    const choose = (next: number) => fill(detail, group, next);
    render(<CaseDetail run={run} group={group} shown={shown} evidence={evidence} choose={choose} />, detail);
  };
  const isOpen = (at: number) => parts(at)?.button.getAttribute('aria-expanded') === 'true';
  return {
    isOpen,
    open(at) {
      const [part, group] = [parts(at), groups[at]];
      if (!part || !group || isOpen(at)) return;
      fill(part.detail, group, firstToShow(group, rows, at));
      part.detail.hidden = false;
      part.button.setAttribute('aria-expanded', 'true');
    },
    close(at) {
      const part = parts(at);
      if (!part || !isOpen(at)) return;
      part.detail.hidden = true;
      part.button.setAttribute('aria-expanded', 'false');
      render(null, part.detail);
    },
  };
}

// What the filter was after: a failure rather than what succeeded, where it lets both pass.
function firstToShow(group: CaseGroup, rows: CaseRows, at: number): number {
  const passing = rows.passing(at);
  const worst = passing.find(({ verdict }) => verdict !== 'PASS' && verdict !== 'INFO') ?? passing[0];
  return Math.max(0, worst ? group.results.indexOf(worst) : 0);
}
