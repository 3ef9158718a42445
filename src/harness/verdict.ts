import { OutOfTime } from '../peer/deadline.js';
import { Nonconformance } from '../peer/nonconformance.js';
import { CallFailed, CallTimedOut, UnsupportedCall } from '../target/errors.js';
import type { Level } from './level.js';

/** What a case can find; see the table in docs/ARCHITECTURE.md. */
export type Verdict = 'PASS' | 'FAIL' | 'DEVIATES' | 'INFO' | 'INCONCLUSIVE' | 'UNSUPPORTED' | 'ERROR';

/** Nothing can be said: the prologue did not reach its state, or timing or capture were too disturbed to judge. */
export class Inconclusive extends Error {
  override readonly name = 'Inconclusive';
  constructor(
    message: string,
    readonly expected?: string,
    readonly actual?: string,
  ) {
    super(message);
  }
}

/** This target, or its user, cannot do a call that the case needs. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

/** A verdict with what it rests on. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly behaviour?: string;
  readonly message?: string;
  readonly expected?: string;
  readonly actual?: string;
}

/** The verdict of a body that came to its end. */
export function judgeSuccess(level: Level, behaviour: string | undefined): Judgement {
  const verdict = level === 'may' ? 'INFO' : 'PASS';
  return behaviour === undefined ? { verdict } : { verdict, behaviour };
}

/** Failures of a call that speak of the target machine, not of its TCP. */
const LACKS: ReadonlySet<string> = new Set([
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'EADDRINUSE',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
]);

/** The verdict of a body that threw. Whatever is not one of the three known errors is our own fault. */
export function judgeError(level: Level, error: unknown): Judgement {
  if (error instanceof Nonconformance || isAssertion(error)) {
    return { verdict: level === 'should' ? 'DEVIATES' : 'FAIL', ...evidence(error) };
  }
  if (error instanceof Inconclusive) return { verdict: 'INCONCLUSIVE', ...evidence(error) };
  if (error instanceof Unsupported || error instanceof UnsupportedCall) {
    return { verdict: 'UNSUPPORTED', message: error.message };
  }
  if (error instanceof CallTimedOut || error instanceof OutOfTime)
    return { verdict: 'INCONCLUSIVE', message: error.message };
  if (error instanceof CallFailed) {
    const ours = LACKS.has(error.errno);
    return { verdict: ours ? 'INCONCLUSIVE' : level === 'should' ? 'DEVIATES' : 'FAIL', message: error.message };
  }
  return { verdict: 'ERROR', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** A breach that is not the target's, since the user that the case would need was not there: nothing can be said. */
export function excused(judgement: Judgement, excuse: string | undefined): Judgement {
  const isBreach = judgement.verdict === 'FAIL' || judgement.verdict === 'DEVIATES';
  if (!isBreach || excuse === undefined) return judgement;
  return { verdict: 'UNSUPPORTED', message: `${excuse}, and what was seen then says nothing` };
}

/** chai's assertions speak of the target, as peer.expect does. */
function isAssertion(error: unknown): error is Error & { expected?: unknown; actual?: unknown } {
  return error instanceof Error && error.name === 'AssertionError';
}

function evidence(error: Error & { expected?: unknown; actual?: unknown }) {
  return {
    message: error.message,
    ...(error.expected === undefined ? {} : { expected: String(error.expected) }),
    ...(error.actual === undefined ? {} : { actual: String(error.actual) }),
  };
}
