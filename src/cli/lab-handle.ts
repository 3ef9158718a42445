import { fileURLToPath } from 'node:url';
import type { NetnsLab } from '../lab/netns.js';
import { LINUX_BASELINE } from './baseline-file.js';
import type { TargetFile } from './target-file.js';

/** What a run inside a lab needs to know of it. Passed to the process inside through the environment. */
export interface LabHandle {
  readonly name: string;
  readonly target: TargetFile;
  readonly unpinned: readonly string[];
}

const VARIABLE = 'TCPSPEC_LAB_HANDLE';

/** The stdio agent as a file of this package. */
const AGENT = fileURLToPath(new URL('../agent/stdio.js', import.meta.url));

/** A lab of namespaces as a target: the machine's own kernel, with an agent started inside. */
export function handleOf(lab: NetnsLab, kernel: string, services: { http?: number }): LabHandle {
  return {
    name: lab.name,
    unpinned: lab.unpinned,
    target: {
      name: kernelName(kernel),
      address4: lab.target.address4,
      address6: lab.target.address6,
      iface: lab.tester.device,
      services,
      baseline: LINUX_BASELINE,
      phantom4: lab.phantom.address4,
      phantom6: lab.phantom.address6,
      agent: { command: ['ip', 'netns', 'exec', lab.target.namespace, process.execPath, AGENT] },
    },
  };
}

/** The name of this machine's kernel as a target. */
export function kernelName(release: string): string {
  return `linux-${release.replace(/[^A-Za-z0-9._-]/g, '-')}`;
}

/** The environment in which the process inside finds the handle. */
export function environmentOf(handle: LabHandle): NodeJS.ProcessEnv {
  return { ...process.env, [VARIABLE]: JSON.stringify(handle) };
}

/** The handle, when this process runs inside a lab. */
export function ownHandle(): LabHandle | undefined {
  const text = process.env[VARIABLE];
  return text === undefined ? undefined : (JSON.parse(text) as LabHandle);
}
