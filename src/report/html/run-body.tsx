import { renderToStaticMarkup } from 'preact-render-to-string';
import type { Run } from '../run.js';
import { countsText } from '../summary.js';
import type { Judgements } from './judgement.js';

/** What the body of a run's page is made from, beside the run. */
export interface RunBodyOptions {
  readonly judged: Judgements;
  /** The state diagram as SVG. */
  readonly diagram: string;
  readonly evidence: string;
}

/** The body of a run's page as HTML. */
export function runBody(run: Run, { diagram }: RunBodyOptions): string {
  return renderToStaticMarkup(
    <main>
      <h1>{run.target.name}</h1>
      <p>{countsText(run.summary)}</p>
      <h2>States</h2>
      {/* The drawing escapes what it shows. */}
      <div class="card scrolls" dangerouslySetInnerHTML={{ __html: diagram }} />
    </main>,
  );
}
