import { type ArcCoverage, type Coverage, STATES, type StateName } from '../run.js';
import { isInFigure5 } from './figure-5.js';
import { type GraphEdge, type GraphLayout, layOut, type Point } from './graph-layout.js';

/** The state machine, placed: Figure 5's arcs and the text's as lines, but for the text's ways into CLOSED. */
export interface StateGraph extends Pick<GraphLayout, 'width' | 'height'> {
  readonly boxes: readonly StateBox[];
  readonly lines: readonly ArcLine[];
}

/** A state's box around `middle`. CLOSED has two, as in Figure 5: where a connection begins and where it ends. */
export interface StateBox {
  readonly state: StateName;
  readonly middle: Point;
  readonly width: number;
  readonly height: number;
  /** The text's arcs from this state into CLOSED, which would cover all else if they were lines. */
  readonly exits: readonly ArcCoverage[];
}

/** An arc that is drawn as a line. */
export interface ArcLine {
  readonly arc: ArcCoverage;
  readonly path: string;
  readonly tip: string;
  readonly label: Point;
}

/** Places the state machine; the same arcs have the same places. */
export async function stateGraph({ arcs }: Pick<Coverage, 'arcs'>): Promise<StateGraph> {
  const drawn = arcs.filter((arc) => !isExit(arc));
  const boxes = [...STATES, END].map((name) => {
    const exits = arcs.filter((arc) => isExit(arc) && arc.from === name);
    return { name, exits, width: BOX_WIDTH, height: exits.length > 0 ? BOX_HEIGHT + EXITS_HEIGHT : BOX_HEIGHT };
  });
  const layout = await layOut(boxes, drawn.map(edgeOf), ROWS);
  return {
    width: layout.width,
    height: layout.height,
    boxes: boxes.map(({ name, exits, width, height }, at) => {
      const state = name === END ? 'CLOSED' : (name as StateName);
      return { state, exits, width, height, middle: layout.nodes[at] ?? NOWHERE };
    }),
    lines: drawn.map((arc, at) => ({ arc, ...(layout.edges[at] ?? { path: '', tip: '', label: NOWHERE }) })),
  };
}

/** The height of the part of a box that bears the state's name. */
export const BOX_HEIGHT = 40;

const BOX_WIDTH = 150;
const EXITS_HEIGHT = 22;
const END = 'CLOSED, the end';
const NOWHERE: Point = { x: 0, y: 0 };

// As in Figure 5.
const ROWS: readonly (readonly string[])[] = [
  ['SYN-RECEIVED', 'SYN-SENT'],
  ['FIN-WAIT-1', 'CLOSE-WAIT'],
  ['FIN-WAIT-2', 'CLOSING', 'LAST-ACK'],
];

function isExit(arc: ArcCoverage): boolean {
  return arc.to === 'CLOSED' && !isInFigure5(arc);
}

function edgeOf(arc: ArcCoverage): GraphEdge {
  const figure = isInFigure5(arc);
  const begins = arc.from === 'LISTEN' || arc.from === 'SYN-SENT';
  const to = arc.to === 'CLOSED' && !begins ? END : arc.to;
  const down = RANK[arc.from] < (to === END ? STATES.length : RANK[arc.to]);
  return { from: arc.from, to, label: arc.event, weight: figure ? 3 : 1, ranks: figure && down };
}

const RANK: Readonly<Record<StateName, number>> = {
  CLOSED: 0,
  LISTEN: 1,
  'SYN-RECEIVED': 2,
  'SYN-SENT': 2,
  ESTABLISHED: 3,
  'FIN-WAIT-1': 4,
  'CLOSE-WAIT': 4,
  'FIN-WAIT-2': 5,
  CLOSING: 5,
  'LAST-ACK': 5,
  'TIME-WAIT': 6,
};
