import type { Case } from './case.js';
import type { CaseResult } from './execute.js';
import type { State, Witness } from './states.js';

/** A case to vary. */
export function aCase(about: Partial<Case> & { readonly id: string }): Case {
  return { title: 'do something', level: 'must', cites: [], section: [], body: async () => {}, ...about };
}

/** What running a case came to, to vary; the states as `STATE` or `STATE by wire`. */
export function aResult(
  about: Partial<Case> & { readonly id: string },
  found: Partial<Omit<CaseResult, 'states' | 'instance'>> & { readonly states?: readonly string[] } = {},
): CaseResult {
  const { states = [], ...rest } = found;
  const seen = states.map((text, at) => {
    const [state, witness = 'status'] = text.split(' by ');
    return { at, state: state as State, witness: witness as Witness };
  });
  const instance = { case: aCase(about), family: 4 as const, repeat: 1 };
  const empty = { verdict: 'PASS' as const, startedAt: 0, endedAt: 1, trace: [], measured: {}, owner: about.id };
  const undisturbed = { attempts: 1, disturbances: [] };
  return { ...empty, ...undisturbed, instance, ...rest, states: seen };
}
