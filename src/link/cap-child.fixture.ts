import { setTimeout as sleep } from 'node:timers/promises';
import { openCapLink } from './cap-link.js';
import { type Link, LinkError } from './link.js';
import { openRawLink } from './raw-link.js';
import { makeVeth, type Veth } from './veth.fixture.js';

/**
 * What could abort the process is done here, in a process and a network namespace of its own. Run with the name of a
 * scenario; prints what came of it as one line of JSON.
 */
const scenarios: Record<string, (veth: Veth) => Promise<unknown>> = {
  async collection(veth) {
    const received = await listenAndForget(veth.a);
    const other = await openCapLink({ device: veth.b });
    for (let i = 0; i < 300; i++) {
      other.send(testFrame(i));
      if (i % 100 === 0) await collectGarbage();
    }
    await sleep(50);
    return { received: received.length, intact: received.every((first, i) => first === i) };
  },

  async failedOpens(veth) {
    const codes = [];
    codes.push(await codeOf(openCapLink({ device: 'nosuchdevice' })));
    codes.push(await codeOf(openCapLink({ device: veth.a, filter: 'this is no filter' })));
    await collectGarbage();
    const link = await openCapLink({ device: veth.a });
    const received = await exchange(link, veth.b);
    await collectGarbage();
    return { codes, received };
  },

  async sendAfterClose(veth) {
    const link = await openCapLink({ device: veth.a });
    await link.close();
    await collectGarbage();
    return { code: codeOfCall(() => link.send(testFrame(0))) };
  },

  async manyOpens(veth) {
    for (let i = 0; i < 10; i++) {
      const link = await openCapLink({ device: veth.a, bufferBytes: 1 << 20 });
      await link.close();
      await collectGarbage();
    }
    return { received: await exchange(await openCapLink({ device: veth.a }), veth.b) };
  },

  async closeWhileReceiving(veth) {
    const link = await openCapLink({ device: veth.a });
    const other = await openCapLink({ device: veth.b });
    let received = 0;
    link.onFrame(() => {
      received += 1;
      void link.close();
    });
    for (let i = 0; i < 5; i++) other.send(testFrame(i));
    await sleep(50);
    return { received };
  },

  async withoutPrivilege(veth) {
    const address4 = '198.18.0.1';
    veth.ip('address', 'add', `${address4}/30`, 'dev', veth.a);
    const cap = () => openCapLink({ device: veth.a });
    const raw = (guard: boolean) => openRawLink({ device: veth.a, address4, guard });
    // Loads both addons, which another user may not be allowed to read.
    for (const open of [cap, () => raw(true)]) await (await open()).close();
    process.setgroups?.([]);
    process.setgid?.(65_534);
    process.setuid?.(65_534);
    return Promise.all([cap(), raw(true), raw(false)].map(codeOf));
  },

  down: (veth) => lose(veth, (device) => veth.ip('link', 'set', device, 'down')),

  gone: (veth) => lose(veth, (device) => veth.ip('link', 'delete', device)),

  async flap(veth) {
    const link = await openCapLink({ device: veth.a });
    const told: string[] = [];
    link.onError((error) => told.push(error.code));
    veth.ip('link', 'set', veth.a, 'down');
    veth.ip('link', 'set', veth.a, 'up');
    await sleep(20);
    const first = codeOfCall(() => link.send(testFrame(0)));
    return { told, sends: [first, codeOfCall(() => link.send(testFrame(0)))] };
  },
};

function testFrame(i: number): Uint8Array {
  const frame = new Uint8Array(60).fill(i & 0xff);
  frame.set([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 0x88, 0xb5, i >> 8, i & 0xff]);
  return frame;
}

// Only the array is kept: link, addon and buffer are left to the collector.
async function listenAndForget(device: string): Promise<number[]> {
  const numbers: number[] = [];
  const link = await openCapLink({ device });
  link.onFrame(({ bytes }) => {
    const number = ((bytes[14] ?? 0) << 8) | (bytes[15] ?? 0);
    const intact = bytes.length === 60 && bytes.subarray(16).every((octet) => octet === (number & 0xff));
    numbers.push(intact ? number : -1);
  });
  return numbers;
}

async function collectGarbage(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    Array.from({ length: 50 }, () => Buffer.alloc(65_536, 0xee));
    await sleep(1);
  }
}

async function exchange(link: Link, otherDevice: string): Promise<number> {
  const other = await openCapLink({ device: otherDevice });
  for (let i = 0; i < 3; i++) other.send(testFrame(i));
  await sleep(50);
  return link.counters().received;
}

async function lose(veth: Veth, how: (device: string) => void): Promise<unknown> {
  const link = await openCapLink({ device: veth.a });
  const told = new Promise((resolve) => link.onError((error) => resolve(error.code)));
  how(veth.a);
  const code = await Promise.race([told, sleep(1500, 'nothing')]);
  const send = codeOfCall(() => link.send(testFrame(0)));
  await link.close();
  return { told: code, send };
}

async function codeOf(opening: Promise<unknown>): Promise<string> {
  return opening.then(
    () => 'opened',
    (error) => (error instanceof LinkError ? error.code : String(error)),
  );
}

function codeOfCall(call: () => unknown): string {
  try {
    call();
    return 'sent';
  } catch (error) {
    return error instanceof LinkError ? error.code : String(error);
  }
}

const veth = makeVeth();
const outcome = await scenarios[process.argv[2] ?? '']?.(veth);
process.stdout.write(`${JSON.stringify(outcome)}\n`, () => process.exit(0));
