import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a process had used when it ended. */
export interface Usage {
  /** Its script and arguments. */
  readonly program: string;
  /** Whether it ran inside a lab, and did not only wait for it. */
  readonly inLab: boolean;
  readonly userMs: number;
  readonly systemMs: number;
  /** The most memory it had at any time. */
  readonly peakKib: number;
  /** What its heap still held at its end, after a collection. */
  readonly heapKib: number;
}

/** All that the processes of a command left in its folder. */
export function readUsages(folder: string): Usage[] {
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Usage);
}

/** The run itself among them. Throws when it left nothing. */
export function testerOf(usages: readonly Usage[]): Usage {
  const tester = usages.find(({ program, inLab }) => inLab && /tcpspec\.js run\b/.test(program));
  if (!tester) throw new Error('the run told nothing of what it used');
  return tester;
}

/** All agents of a run as one: times are added, of memories the largest counts. */
export interface Agents extends Usage {
  readonly count: number;
}

/** The agents of a run, those that cases start for themselves too. */
export function agentsOf(usages: readonly Usage[]): Agents {
  const agents = usages.filter(({ program }) => /agent\/stdio\.js/.test(program));
  const sum = (of: (usage: Usage) => number) => agents.reduce((total, usage) => total + of(usage), 0);
  const most = (of: (usage: Usage) => number) => Math.max(0, ...agents.map(of));
  return {
    program: 'agents',
    count: agents.length,
    inLab: true,
    userMs: sum(({ userMs }) => userMs),
    systemMs: sum(({ systemMs }) => systemMs),
    peakKib: most(({ peakKib }) => peakKib),
    heapKib: most(({ heapKib }) => heapKib),
  };
}
