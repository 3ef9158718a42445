import { renderToStaticMarkup } from 'preact-render-to-string';
import { listed, type Section, verdictText } from '../compare/sections.js';
import type { Comparison } from '../compare/types.js';
import { Matrix } from './matrix.js';
import { MatrixControls } from './matrix-controls.js';
import type { MatrixRow } from './matrix-rows.js';

/** What the body of a comparison's page is made from. */
export interface CompareBodyOptions {
  /** Targets, requirements, times, states, arcs and settings: what differs, as tables. */
  readonly sections: readonly Section[];
  /** The state diagram of each column, as SVG. */
  readonly diagrams: readonly string[];
  /** All rows of the matrix, and those of them that are in the page before its script runs. */
  readonly rows: readonly MatrixRow[];
  readonly standing: readonly MatrixRow[];
  /** How many cases that differ are without their exchanges. */
  readonly leftOut: number;
}

/** The body of a comparison's page as HTML. */
export function compareBody(comparison: Comparison, options: CompareBodyOptions): string {
  const { sections, diagrams, rows, standing, leftOut } = options;
  const labels = comparison.columns.map(({ label }) => label);
  const [targets, ...others] = sections;
  return renderToStaticMarkup(
    <>
      <a class="skip" href="#cases">
        Skip to the cases
      </a>
      <header class="masthead">
        <div>
          <p class="kicker">TCP conformance, RFC 9293: {labels.length} runs compared</p>
          <h1>{listed(labels)}</h1>
          <p class="about">{verdictText(comparison)}.</p>
        </div>
        <button type="button" class="theme" data-theme-switch hidden>
          light or dark
        </button>
      </header>
      <main>
        {targets && <SectionView section={targets} />}
        <section aria-labelledby="cases">
          <h2 id="cases" tabIndex={-1}>
            Cases
          </h2>
          <p class="faint">
            Cells with the same letter show the same. What was not judged, or not run, differs from nothing. Open a case
            to see its exchanges side by side; they are in this page for what differs.
            {leftOut > 0 && ` Of ${leftOut} cases that differ they were left out, there being too many.`}
          </p>
          <noscript>
            <p class="notice">Without scripts only what differs is shown, and cases cannot be opened.</p>
          </noscript>
          <MatrixControls rows={rows} />
          <section id="matrix" class="scrolls" tabIndex={0} aria-label="Matrix of cases and targets">
            <Matrix labels={labels} rows={standing} />
          </section>
          <p id="nothing" hidden={standing.length > 0}>
            Nothing is like that.
          </p>
          <p class="choice">
            <button type="button" id="more" hidden>
              show the others
            </button>
          </p>
        </section>
        <section aria-labelledby="diagrams">
          <h2 id="diagrams">States and arcs, side by side</h2>
          <p class="faint">
            Each diagram is coloured by what that run found. Thick and underlined is what differs, in whether it was
            reached or in a case that is about it.
          </p>
          <section class="scrolls diagrams" tabIndex={0} aria-label="State diagrams">
            {diagrams.map((diagram, at) => (
              <figure class="card">
                <figcaption>{labels[at]}</figcaption>
                <div dangerouslySetInnerHTML={{ __html: diagram }} />
              </figure>
            ))}
          </section>
        </section>
        {others.map((section) => (
          <SectionView section={section} />
        ))}
      </main>
    </>,
  );
}

function SectionView({ section: { heading, table, lines = [] } }: { section: Section }) {
  return (
    <section>
      <h2>{heading}</h2>
      {table && (
        <section class="scrolls" tabIndex={0} aria-label={heading}>
          <table>
            <thead>
              <tr>
                {table.titles.map((title) => (
                  <th scope="col">{title || <span class="hidden-text">more</span>}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map(([first, ...cells]) => (
                <tr>
                  <th scope="row">{first}</th>
                  {cells.map((cell) => (
                    <td>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {lines.map((line) => (
        <p>{line}</p>
      ))}
    </section>
  );
}
