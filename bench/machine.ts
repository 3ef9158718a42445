import { cpus, release, totalmem, type } from 'node:os';

/** The machine that a result holds for. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly kernel: string;
  readonly node: string;
}

/** This machine, as it names itself. */
export function thisMachine(): Machine {
  const all = cpus();
  return {
    processor: (all[0]?.model ?? 'unknown').replace(/\s+/g, ' ').trim(),
    cores: all.length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    kernel: `${type()} ${release()}`,
    node: process.version,
  };
}

/** Whether numbers of the two may stand on one page. */
export function sameMachine(a: Machine, b: Machine): boolean {
  return (Object.keys(a) as (keyof Machine)[]).every((fact) => a[fact] === b[fact]);
}
