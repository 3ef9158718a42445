import { fileURLToPath } from 'node:url';
import { matches } from '../harness/selection.js';
import { type Difference, foundText } from '../report/differences.js';
import { compiled, readYaml } from './yaml-file.js';

/** Who is right by the RFC where the model and Linux differ. */
export type Right = 'model' | 'linux' | 'both';

/** What somebody who read the RFC says of a difference. */
export interface Judgement {
  /** A pattern as on the command line. */
  readonly ids: string;
  /** The outcomes that it is about, as `PASS (rst)`. */
  readonly model: string;
  readonly linux: string;
  readonly right: Right;
  /** A sentence that names the section of the RFC. */
  readonly why: string;
}

/** A difference of the model's run and Linux's, and who is right. */
export interface JudgedDifference extends Pick<Judgement, 'right' | 'why'> {
  readonly difference: Difference;
}

/** What the judgements say of the differences, and what is wrong with them, a sentence each. */
export interface Judged {
  readonly judged: readonly JudgedDifference[];
  readonly complaints: readonly string[];
}

/** Where the judgements are. */
export const JUDGEMENTS = fileURLToPath(new URL('../../../suites/model-vs-linux.yaml', import.meta.url));

const TEXT = { type: 'string', minLength: 1 };

const validate = compiled<Judgement[]>({
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['ids', 'model', 'linux', 'right', 'why'],
    properties: {
      ids: TEXT,
      model: TEXT,
      linux: TEXT,
      right: { enum: ['model', 'linux', 'both'] },
      why: { type: 'string', pattern: 'RFC \\d+ [0-9A]' },
    },
  },
});

/** Reads the judgements. Throws a usage error that names the line. */
export function readJudgements(path: string): readonly Judgement[] {
  return readYaml(path, 'list of judgements', validate);
}

/**
 * Finds the judgement of each difference between the model's run (first) and Linux's (second). A known deviation of Linux
 * from a rule that the model keeps needs none besides the baseline's. Complains of differences without a judgement, of
 * judgements without a difference, and of those that call right what the case calls a failure.
 */
export function judge(differences: readonly Difference[], judgements: readonly Judgement[]): Judged {
  const used = new Set<Judgement>();
  const complaints: string[] = [];
  const judged = differences.flatMap((difference): JudgedDifference[] => {
    const known = knownDeviation(difference);
    if (known) return [{ difference, right: 'model', why: known }];
    const judgement = judgements.find((each) => isAbout(each, difference));
    if (!judgement) complaints.push(unjudged(difference));
    if (!judgement) return [];
    used.add(judgement);
    if (failsThoughRight(judgement, difference)) complaints.push(contradicted(difference, judgement));
    return [{ difference, right: judgement.right, why: judgement.why }];
  });
  const idle = judgements.filter((each) => !used.has(each));
  return { judged, complaints: [...complaints, ...idle.map(withoutDifference)] };
}

function knownDeviation({ first, second }: Difference): string | undefined {
  if (first?.verdict !== 'PASS' || !second?.known) return undefined;
  return `${second.known.reason} (${second.known.reference})`;
}

function isAbout({ ids, model, linux }: Judgement, { id, first, second }: Difference): boolean {
  return matches(ids, id) && model === foundText(first) && linux === foundText(second);
}

function failsThoughRight({ right }: Judgement, { first, second }: Difference): boolean {
  const ones = [right === 'linux' ? undefined : first, right === 'model' ? undefined : second];
  return ones.some((each) => each?.verdict === 'FAIL' || each?.verdict === 'DEVIATES');
}

function contradicted({ id, first, second }: Difference, { right }: Judgement): string {
  return `judged '${right}', against the case: ${id}: model ${foundText(first)}, Linux ${foundText(second)}`;
}

function unjudged({ id, families, first, second }: Difference): string {
  return `nobody says who is right: ${id} IPv${families.join(' and IPv')}: model ${foundText(first)}, Linux ${foundText(second)}`;
}

function withoutDifference({ ids, model, linux }: Judgement): string {
  return `judged, and no difference (or a known deviation): ${ids}: model ${model}, Linux ${linux}`;
}
