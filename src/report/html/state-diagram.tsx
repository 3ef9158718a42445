import { renderToStaticMarkup } from 'preact-render-to-string';
import type { Coverage } from '../run.js';
import type { Judgements } from './judgement.js';
import { type StateDiagramOptions, StateDiagramView } from './state-diagram-view.js';
import { stateGraph } from './state-graph.js';

/**
 * The state machine of RFC 9293 as SVG: Figure 5's arcs and the text's, each state and arc with the class of its outcome,
 * a title, and a link if wanted. All text is escaped; colours come from style/state-diagram.css. The same input gives the same SVG.
 */
export async function stateDiagram(
  coverage: Pick<Coverage, 'arcs'>,
  judged: Judgements,
  options: StateDiagramOptions = {},
): Promise<string> {
  const graph = await stateGraph(coverage);
  return renderToStaticMarkup(<StateDiagramView graph={graph} judged={judged} options={options} />);
}
