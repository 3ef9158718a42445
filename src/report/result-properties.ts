import type { Result } from './run.js';

/** What a result says of itself as pairs of name and value, for formats that know no more of a test than such pairs. */
export function propertiesOf(result: Result): (readonly [name: string, value: string])[] {
  const { id, title, level, cites, family, repeat = 1, verdict, behaviour, known, pcapng, attempts, judged } = result;
  const states = [...new Set(result.states.map(({ state }) => state))];
  const frames = pcapng.count === 0 ? [] : [['frames', framesText(pcapng)] as const];
  return [
    ['id', id],
    ['title', title],
    ['level', level],
    ['cites', cites.join('; ')],
    ['family', `IPv${family}`],
    ['verdict', verdict],
    ...(behaviour === undefined ? [] : [['behaviour', behaviour] as const]),
    ...(repeat > 1 ? [['repeat', String(repeat)] as const] : []),
    ...(states.length > 0 ? [['states', states.join(' ')] as const] : []),
    ...(attempts === undefined ? [] : [['attempts', String(attempts)] as const]),
    ...Object.entries(result.measured ?? {}).map(([name, ms]) => [`measured.${name}`, `${ms} ms`] as const),
    ...(judged ? [['judged', `${judged.offending} of ${judged.segments} segments offending`] as const] : []),
    ...(known ? [['known', known.reason] as const, ['reference', known.reference] as const] : []),
    ...frames,
  ];
}

/** Where the frames of a result are: `evidence.pcapng 12-20`. */
function framesText({ file, first, count }: Result['pcapng']): string {
  return `${file} ${first}-${first + count - 1}`;
}
