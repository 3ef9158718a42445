import type { ArcCoverage, StateName } from '../run.js';
import { isInFigure5 } from './figure-5.js';
import { arcKey, type Judgement, type Judgements, NOT_JUDGED } from './judgement.js';
import { outcomeText } from './outcome-text.js';
import { BOX_HEIGHT, type StateBox, type StateGraph } from './state-graph.js';

/** How a state diagram is drawn. */
export interface StateDiagramOptions {
  /** What is told of the drawing to those who do not see it. */
  readonly title?: string;
  /** Where a click on a state or on an arc (named by `arcKey`) leads; no link where undefined. */
  readonly linkTo?: (what: 'state' | 'arc', name: string) => string | undefined;
  /** States and arcs (by `arcKey`) that are to stand out, for instance because two runs differ in them. */
  readonly marked?: ReadonlySet<string>;
}

interface Props {
  readonly graph: StateGraph;
  readonly judged: Judgements;
  readonly options: StateDiagramOptions;
}

/** The drawing: see `stateDiagram`. */
export function StateDiagramView({ graph, judged, options }: Props) {
  const { width, height, boxes, lines } = graph;
  const title = options.title ?? 'The connection state diagram of RFC 9293, coloured by what this run found';
  const of = (arc: ArcCoverage) => judged.arcs.get(arcKey(arc)) ?? NOT_JUDGED;
  const size = { width: width + 2 * MARGIN, height: height + 2 * MARGIN };
  return (
    <svg
      class="state-diagram"
      role="group"
      aria-label={title}
      viewBox={`${-MARGIN} ${-MARGIN} ${size.width} ${size.height}`}
      width={size.width}
      height={size.height}
    >
      {lines.map(({ arc, path, tip, label }) => (
        <Arc arc={arc} judgement={of(arc)} options={options}>
          <path class="hit" d={path} />
          <path class="line" d={path} />
          <path class="tip" d={tip} />
          <text x={label.x} y={label.y + 4}>
            {arc.event}
          </text>
        </Arc>
      ))}
      {boxes.map((box) => (
        <Box box={box} judgement={judged.states[box.state]} judgementOf={of} options={options} />
      ))}
    </svg>
  );
}

const MARGIN = 4;
const EXIT_GAP = 4;

interface BoxProps {
  readonly box: StateBox;
  readonly judgement: Judgement;
  readonly judgementOf: (arc: ArcCoverage) => Judgement;
  readonly options: StateDiagramOptions;
}

function Box({ box, judgement, judgementOf, options }: BoxProps) {
  const { state, middle, width, height, exits } = box;
  const left = middle.x - width / 2;
  const top = middle.y - height / 2;
  const each = (width - EXIT_GAP) / Math.max(1, exits.length);
  return (
    <g>
      <Link what="state" name={state} options={options} class={`state ${judgement.outcome}`} judgement={judgement}>
        <rect x={left} y={top} width={width} height={height} rx="8" />
        <text x={middle.x} y={top + BOX_HEIGHT / 2 + 5}>
          {state}
        </text>
      </Link>
      {exits.map((arc, at) => (
        <Arc arc={arc} judgement={judgementOf(arc)} options={options} exit>
          <rect
            x={left + EXIT_GAP + at * each}
            y={top + BOX_HEIGHT - EXIT_GAP}
            width={each - EXIT_GAP}
            height={18}
            rx="9"
          />
          <text x={left + EXIT_GAP / 2 + (at + 0.5) * each} y={top + BOX_HEIGHT + 9}>
            {shortEvent(arc.event)}
          </text>
        </Arc>
      ))}
    </g>
  );
}

interface ArcProps {
  readonly arc: ArcCoverage;
  readonly judgement: Judgement;
  readonly options: StateDiagramOptions;
  readonly exit?: boolean;
  readonly children: unknown;
}

function Arc({ arc, judgement, options, exit = false, children }: ArcProps) {
  const classes = ['arc', judgement.outcome, isInFigure5(arc) ? 'figure' : 'text', exit ? 'exit' : ''];
  return (
    <Link
      what="arc"
      name={arcKey(arc)}
      said={`${arc.from} to ${arc.to}, ${arc.event}`}
      options={options}
      class={classes.filter(Boolean).join(' ')}
      judgement={judgement}
      why={arc.reason}
    >
      {children}
    </Link>
  );
}

interface LinkProps {
  readonly what: 'state' | 'arc';
  readonly name: StateName | string;
  readonly said?: string;
  readonly class: string;
  readonly judgement: Judgement;
  readonly why?: string | undefined;
  readonly options: StateDiagramOptions;
  readonly children: unknown;
}

function Link({ what, name, said = name, judgement, why, options, children, ...rest }: LinkProps) {
  const href = options.linkTo?.(what, name);
  const marked = options.marked?.has(name) ? ' marked' : '';
  const label = `${said}: ${outcomeText(judgement)}${why ? `. ${why}` : ''}`;
  const content = [<title>{label}</title>, children] as never;
  const classes = `${rest.class}${judgement.driven ? '' : ' not-driven'}${marked}`;
  return href === undefined ? (
    <g class={classes} role="img" aria-label={label}>
      {content}
    </g>
  ) : (
    <a href={href} class={classes} aria-label={label}>
      {content}
    </a>
  );
}

function shortEvent(event: string): string {
  return event === 'USER TIMEOUT' ? 'timeout' : event.replace(/^rcv /, '');
}
