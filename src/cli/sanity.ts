import type { Case } from '../harness/case.js';
import { type Exchanged, executeAlone, type Instance } from '../harness/execute.js';
import type { Session } from '../harness/session.js';
import { unusable } from './exit.js';

const SANITY = /^sanity\//;

/** Which check of the two, and who is told what it exchanged. */
export interface SanityCheck {
  readonly families: readonly (4 | 6)[];
  readonly when: 'before' | 'after';
  readonly onOver?: (exchanged: Exchanged) => void;
}

/** Runs the sanity cases once in each family. Throws with exit 3 if the target does not pass them: then no verdict on it means anything. */
export async function checkSanity(
  all: readonly Case[],
  session: Session,
  { families, when, onOver }: SanityCheck,
): Promise<void> {
  const others = session.served ? 'by-user' : 'by-services';
  const cases = all.filter(({ id, calls }) => SANITY.test(id) && calls !== others);
  for (const family of families) {
    for (const each of cases) {
      const instance: Instance = { case: each, family, repeat: 1 };
      const { verdict, message } = await executeAlone(instance, session, onOver);
      if (verdict === 'PASS') continue;
      throw unusable(
        `the target is not usable over IPv${family}: ${each.id} (${each.title}), run ${when} all others, found ${verdict}: ${message ?? ''}`,
      );
    }
  }
}
