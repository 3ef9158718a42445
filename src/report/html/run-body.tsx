import { renderToStaticMarkup } from 'preact-render-to-string';
import type { Run } from '../run.js';
import { caseGroups } from './case-groups.js';
import { CaseList } from './case-list.js';
import { DiagramSection } from './diagram-section.js';
import type { Judgements } from './judgement.js';
import { Ledger } from './ledger.js';
import { Masthead } from './masthead.js';
import { Notices } from './notices.js';
import { RunFacts } from './run-facts.js';
import { Summary } from './summary-section.js';

/** What the body of a run's page is made from, beside the run. */
export interface RunBodyOptions {
  readonly judged: Judgements;
  /** The state diagram as SVG. */
  readonly diagram: string;
}

/** The body of a run's page as HTML. */
export function runBody(run: Run, { judged, diagram }: RunBodyOptions): string {
  const cases = caseGroups(run.results);
  return renderToStaticMarkup(
    <>
      <a class="skip" href="#cases">
        Skip to the cases
      </a>
      <Masthead run={run} />
      <main>
        <Notices run={run} />
        <Summary run={run} cases={cases} />
        <DiagramSection run={run} judged={judged} diagram={diagram} />
        <Ledger requirements={run.coverage.requirements} />
        <CaseList run={run} cases={cases} />
        <RunFacts run={run} />
      </main>
    </>,
  );
}
