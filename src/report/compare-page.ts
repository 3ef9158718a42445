import { differs } from './compare/cells.js';
import { compareRuns } from './compare/compare.js';
import { exchangesOf } from './compare/exchanges.js';
import { sectionsOf } from './compare/sections.js';
import type { Tolerance } from './compare/tolerance.js';
import type { Comparison } from './compare/types.js';
import { assets } from './html/assets.js';
import { compareBody } from './html/compare-body.js';
import { dataElement } from './html/data.js';
import { arcKey, type Judgements, judgements } from './html/judgement.js';
import { type MatrixData, matrixRows, stands } from './html/matrix-rows.js';
import { page } from './html/page.js';
import { printableRun } from './html/printable-run.js';
import { stateDiagram } from './html/state-diagram.js';
import { type Run, STATES } from './run.js';

/** Rows that stand in the page before its script runs. */
const MOST_STANDING = 500;

/**
 * Runs held against each other, as one HTML document that needs nothing beside itself: a matrix of cases and targets, the
 * state diagrams beside each other, and what else differs. Exchanges are in it for what differs alone. Whatever came from
 * the wire or the targets is text in it.
 * @throws ReportError when the program was not compiled whole.
 */
export async function comparePage(runs: readonly Run[], tolerance?: Tolerance): Promise<string> {
  const shown = runs.map(printableRun);
  const comparison = compareRuns(shown, tolerance);
  const exchanges = exchangesOf(shown, comparison);
  const rows = matrixRows(comparison, exchanges);
  const labels = comparison.columns.map(({ label }) => label);
  const judged = shown.map(judgements);
  const marked = markedIn(comparison, shown, judged);
  const diagrams: string[] = [];
  for (const [at, { coverage }] of shown.entries()) {
    const title = `The connection state diagram of RFC 9293, coloured by what was found of ${labels[at]}`;
    diagrams.push(await stateDiagram(coverage, judged[at] as Judgements, { title, marked }));
  }
  const standing = rows.filter(stands).slice(0, MOST_STANDING);
  const sections = sectionsOf(comparison).filter(({ groups }) => groups === undefined);
  const data: MatrixData = { labels, rows, results: exchanges.results };
  return page({
    title: `${labels.length} runs compared: TCP conformance`,
    assets: await assets('compare'),
    body: compareBody(comparison, { sections, diagrams, rows, standing, leftOut: exchanges.leftOut }),
    data: dataElement(data),
  });
}

/** States and arcs that differ: in whether they were seen, or in a case that is about them. */
function markedIn(
  { cases, states, arcs }: Comparison,
  runs: readonly Run[],
  judged: readonly Judgements[],
): Set<string> {
  const differing = new Set(cases.filter(({ kind }) => differs(kind)).map(({ id }) => id));
  const about = new Map<string, Set<string>>();
  for (const { coverage } of runs)
    for (const arc of coverage.arcs) about.set(arcKey(arc), new Set([...(about.get(arcKey(arc)) ?? []), ...arc.cases]));
  const otherwise = (of: (each: Judgements) => string | undefined) => {
    const outcomes = judged.map(of).filter((outcome) => outcome !== 'undriven' && outcome !== 'unjudged');
    return new Set(outcomes).size > 1;
  };
  return new Set<string>([
    ...states.filter((row) => row.differs).map(({ state }) => state),
    ...(differing.size > 0 ? STATES.filter((state) => otherwise((each) => each.states[state].outcome)) : []),
    ...arcs.filter((row) => row.differs).map(arcKey),
    ...[...about].filter(([, ids]) => [...ids].some((id) => differing.has(id))).map(([key]) => key),
  ]);
}
