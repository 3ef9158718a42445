import { assets } from './html/assets.js';
import { dataElement } from './html/data.js';
import { judgements } from './html/judgement.js';
import { page } from './html/page.js';
import { printableRun } from './html/printable-run.js';
import { runBody } from './html/run-body.js';
import { stateDiagram } from './html/state-diagram.js';
import type { Run } from './run.js';

/** What a page of a run is told beside the run. */
export interface RunPageOptions {
  /** Where evidence.pcapng lies, as a relative URL from the page that ends with `/`; beside the page unless given. */
  readonly evidence?: string;
}

/**
 * The report of a run as one HTML document that needs nothing beside itself: no network, no other file. Whatever came from
 * the wire or the target is text in it. The same run gives the same document.
 * @throws ReportError when the program was not compiled whole.
 */
export async function runPage(run: Run, options: RunPageOptions = {}): Promise<string> {
  const shown = printableRun(run);
  const judged = judgements(shown);
  const linkTo = (what: string, name: string) => `#${what}=${encodeURIComponent(name)}`;
  const diagram = await stateDiagram(shown.coverage, judged, { linkTo });
  return page({
    title: `${shown.target.name}: TCP conformance`,
    assets: await assets('run'),
    body: runBody(shown, { judged, diagram }),
    data: dataElement({ run: shown, evidence: options.evidence ?? '' }),
  });
}
