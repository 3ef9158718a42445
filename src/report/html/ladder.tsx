import { renderToStaticMarkup } from 'preact-render-to-string';
import type { Result } from '../run.js';
import { Ladder, type LadderProps } from './ladder-view.js';
import { printableResult } from './printable-run.js';

/** The ladder of one result as HTML: see `Ladder`. All text in it is escaped; it is drawn by style/ladder.css. */
export function ladder(result: Result, options: Omit<LadderProps, 'result'> = {}): string {
  return renderToStaticMarkup(<Ladder result={printableResult(result)} {...options} />);
}
