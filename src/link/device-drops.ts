import { closeSync, openSync, readSync } from 'node:fs';

/**
 * Counts the frames for a device that the kernel has thrown away before any socket saw them, for want of room in a
 * processor's backlog or in the hardware. The device is one of the network namespace in which this was made.
 */
export class DeviceDrops {
  readonly #device: string;
  readonly #table: number | undefined;
  readonly #before: number;
  #last: number;

  constructor(device: string) {
    this.#device = device;
    this.#table = openTable();
    this.#before = this.#read() ?? 0;
    this.#last = this.#before;
  }

  /** How many since this was made; 0 where /proc does not tell, and as many as before where it no longer does. */
  count(): number {
    this.#last = Math.max(this.#last, this.#read() ?? 0);
    return this.#last - this.#before;
  }

  /** To be called once, and nothing afterwards. */
  close(): void {
    if (this.#table !== undefined) closeSync(this.#table);
  }

  #read(): number | undefined {
    return this.#table === undefined ? undefined : readDrops(this.#table, this.#device);
  }
}

/** The count of a device in the text of /proc/net/dev, or in as much of it as there is; undefined without its whole row. */
export function dropsIn(table: string, device: string): number | undefined {
  const name = `${device}:`;
  for (let at = table.indexOf(name); at >= 0; at = table.indexOf(name, at + 1)) {
    if (at > 0 && !/\s/.test(table[at - 1] as string)) continue; // the end of a longer name
    const end = table.indexOf('\n', at);
    const fields = table
      .slice(at + name.length, Math.max(end, 0))
      .trim()
      .split(/\s+/);
    return end < 0 ? undefined : Number(fields[RECEIVE_DROP]);
  }
  return undefined;
}

function openTable(): number | undefined {
  try {
    return openSync('/proc/self/net/dev', 'r');
  } catch {
    return undefined;
  }
}

// The kernel hands it over a page at a time.
function readDrops(table: number, device: string): number | undefined {
  for (let length = 0; ; ) {
    if (length === buffer.length) buffer = Buffer.concat([buffer, buffer]);
    const got = readSync(table, buffer, length, buffer.length - length, length);
    length += got;
    const drops = dropsIn(buffer.toString('latin1', 0, length), device);
    if (drops !== undefined || got === 0) return drops;
  }
}

let buffer = Buffer.alloc(1 << 14);

// Columns of /proc/net/dev: bytes packets errs drop
const RECEIVE_DROP = 3;
