import { setMaxListeners } from 'node:events';
import { expect } from 'chai';
import type { Instance } from '../harness/execute.js';
import { random } from '../harness/random.js';
import type { Clock } from '../link/clock.js';
import type { User } from '../target/user.js';
import { allCases } from './all-cases.js';
import { runAgainstModel } from './model-run.js';

const SEED = 1;
/** One call of so many is late, before it is made or after. */
const ONE_IN = 10;
/** By how much at most: less than the second after which the model sends again what nobody acknowledged. */
const MOST_MS = 900;

/** A case of which a late user is the subject: that has to answer at once. */
const ABOUT_IT = ['rfc9293/3.8.6.3/delayed'];

const AT_ONCE: ReadonlySet<string | symbol> = new Set(['supports', 'on', 'end']);

describe('a user whose calls are late', function () {
  this.timeout(180_000);

  it('costs no verdict', async () => {
    const byUser = (await allCases()).filter(
      ({ calls, families = [4] }) => calls !== 'by-services' && families.includes(4),
    );
    const instances = byUser.map((each): Instance => ({ case: each, family: 4, repeat: 1 }));
    const delays = random(SEED, 'late calls');
    let late = 0;
    setMaxListeners(0);
    const asUser = (user: User, clock: Clock): User => {
      const hold = () => {
        if (delays.next32() % ONE_IN !== 0) return undefined;
        late++;
        return new Promise<void>((resolve) => clock.after(delays.next32() % MOST_MS, resolve));
      };
      return new Proxy(user, {
        get(target, name) {
          const call: unknown = Reflect.get(target, name, target);
          if (typeof call !== 'function') return call;
          if (AT_ONCE.has(name)) return call.bind(target);
          return async (args: unknown) => {
            await hold();
            const result = await call.call(target, args);
            await hold();
            return result;
          };
        },
      });
    };
    const results = await runAgainstModel({ instances, seed: SEED, asUser });
    expect(late).to.be.above(1_000);
    const wrong = results
      .filter(({ verdict, instance }) => /FAIL|DEVIATES|ERROR/.test(verdict) && !ABOUT_IT.includes(instance.case.id))
      .map(({ instance, verdict, message }) => `${instance.case.id}: ${verdict}: ${message}`);
    expect(wrong).to.deep.equal([]);
  });
});
