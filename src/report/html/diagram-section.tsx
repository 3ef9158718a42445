import type { Run } from '../run.js';
import { arcKey, type Judgements, type Outcome } from './judgement.js';
import { OUTCOME_TEXTS, outcomeText } from './outcome-text.js';

/** The state diagram with its legend, and its arcs as a table for those who would rather read. */
export function DiagramSection({ run, judged, diagram }: { run: Run; judged: Judgements; diagram: string }) {
  return (
    <section aria-labelledby="diagram">
      <h2 id="diagram">States and arcs</h2>
      <p class="faint">
        Figure 5 of RFC 9293 in strong lines, what only its text has in thin ones; the tags in a state are the text's
        ways to CLOSED. A failure counts for the state in which the target was last seen. Choose a state or an arc to
        see its cases.
      </p>
      <div class="card">
        {/* What scrolls has to be reachable with the keyboard. */}
        <section
          class="scrolls"
          tabIndex={0}
          aria-label="State diagram"
          dangerouslySetInnerHTML={{ __html: diagram }}
        />
        <ul class="legend">
          {LEGEND.map((outcome) => (
            <li class={outcome}>{OUTCOME_TEXTS[outcome]}</li>
          ))}
        </ul>
        <details>
          <summary>The arcs as a table</summary>
          <div class="scrolls">
            <table>
              <thead>
                <tr>
                  <th scope="col">from</th>
                  <th scope="col">to</th>
                  <th scope="col">by</th>
                  <th scope="col">found</th>
                </tr>
              </thead>
              <tbody>
                {run.coverage.arcs.map((arc) => {
                  const judgement = judged.arcs.get(arcKey(arc));
                  return (
                    <tr>
                      <td>{arc.from}</td>
                      <td>{arc.to}</td>
                      <td>
                        <a href={`#arc=${encodeURIComponent(arcKey(arc))}`}>{arc.event}</a>
                      </td>
                      <td>
                        {judgement && outcomeText(judgement)}
                        {arc.reason && `. ${arc.reason}`}
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        </details>
      </div>
    </section>
  );
}

const LEGEND: readonly Outcome[] = ['met', 'deviating', 'failed', 'unjudged', 'undriven'];
