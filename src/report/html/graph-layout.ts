import { instance, type Viz } from '@viz-js/viz';

/** A box to be placed, in points. */
export interface GraphNode {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

/** A line to be drawn from one box to another, with room kept for its label. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** Graphviz's weight: heavier edges are shorter and straighter. */
  readonly weight: number;
  /** Whether it decides which box is above which. */
  readonly ranks: boolean;
}

/** Where everything is, in points, y growing downwards. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  /** The middle of each node, in the order given. */
  readonly nodes: readonly Point[];
  /** The line of each edge as an SVG path without its tip, the tip's triangle, and the middle of the label. */
  readonly edges: readonly { readonly path: string; readonly tip: string; readonly label: Point }[];
}

/** A place in the drawing. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Lays a graph out from top to bottom with Graphviz's dot. The same graph has the same layout. */
export async function layOut(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  rows: readonly (readonly string[])[],
): Promise<GraphLayout> {
  viz ??= instance();
  const drawn = (await viz).renderJSON(source(nodes, edges, rows)) as Drawn;
  const [, , width = 0, height = 0] = numbers(drawn.bb);
  const point = (text: string | undefined): Point => {
    const [x = 0, y = 0] = numbers(text ?? '');
    return { x: round(x), y: round(height - y) };
  };
  const placed = new Map(drawn.objects.map(({ name, pos }) => [name, point(pos)]));
  const lines = new Map(drawn.edges.map((edge) => [Number(edge.id), edge]));
  return {
    width: round(width),
    height: round(height),
    nodes: nodes.map(({ name }) => placed.get(name) ?? { x: 0, y: 0 }),
    edges: edges.map((_, at) => {
      const edge = lines.get(at);
      return { ...spline(edge?.pos ?? '', point), label: point(edge?.lp) };
    }),
  };
}

let viz: Promise<Viz> | undefined;

interface Drawn {
  readonly bb: string;
  readonly objects: readonly { readonly name: string; readonly pos: string }[];
  readonly edges: readonly { readonly id: string; readonly pos: string; readonly lp?: string }[];
}

const POINTS_AN_INCH = 72;

function source(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  rows: readonly (readonly string[])[],
): string {
  const inches = (points: number) => (points / POINTS_AN_INCH).toFixed(4);
  return [
    'digraph {',
    'graph [rankdir=TB nodesep=0.45 ranksep=0.55 splines=true]',
    'node [shape=box fixedsize=true] edge [fontname=Helvetica fontsize=11 arrowsize=0.8]',
    ...nodes.map(({ name, width, height }) => `${quoted(name)} [width=${inches(width)} height=${inches(height)}]`),
    ...rows.map((row) => `{ rank=same; ${row.map(quoted).join('; ')} }`),
    ...edges.map(
      ({ from, to, label, weight, ranks }, at) =>
        `${quoted(from)} -> ${quoted(to)} [id="${at}" label=${quoted(label)} weight=${weight} constraint=${ranks}]`,
    ),
    '}',
  ].join('\n');
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/\s+/g, ' ')}"`;
}

// Graphviz's spline: the tip after "e,", then the start and the control points of its Bézier curves.
function spline(pos: string, point: (text: string) => Point): { path: string; tip: string } {
  const parts = pos.split(' ').filter((part) => part !== '');
  const tip = parts.find((part) => part.startsWith('e,'))?.slice(2);
  const points = parts.filter((part) => !part.startsWith('e,') && !part.startsWith('s,')).map(point);
  const [start, ...rest] = points;
  const end = points.at(-1);
  if (!start || !end) return { path: '', tip: '' };
  const path = `M${start.x} ${start.y}C${rest.map(({ x, y }) => `${x} ${y}`).join(' ')}`;
  return { path, tip: tip === undefined ? '' : triangle(end, point(tip)) };
}

function triangle(base: Point, tip: Point): string {
  const [dx, dy] = [tip.x - base.x, tip.y - base.y];
  const half = 0.42;
  const corner = (side: number) => `${round(base.x - side * dy * half)} ${round(base.y + side * dx * half)}`;
  return `M${tip.x} ${tip.y}L${corner(1)} ${corner(-1)}Z`;
}

function numbers(text: string): number[] {
  return text.split(/[,\s]/).map(Number);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
