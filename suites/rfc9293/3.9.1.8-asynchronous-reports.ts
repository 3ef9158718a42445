import { expect } from 'chai';
import { must, reach, should, suite, type World } from '../../src/harness/index.js';

type Row = readonly [name: string, words: string, family: 4 | 6, type: number, code: number];

/** The soft errors of 3.9.2.2. */
const SOFT: readonly Row[] = [
  ['net-unreachable', 'network unreachable', 4, 3, 0],
  ['host-unreachable', 'host unreachable', 4, 3, 1],
  ['source-route-failed', 'source route failed', 4, 3, 5],
  ['hops-exceeded', 'time exceeded in transit', 4, 11, 0],
  ['reassembly-exceeded', 'reassembly time exceeded', 4, 11, 1],
  ['parameter-problem', 'parameter problem', 4, 12, 0],
  ['no-route', 'no route to destination', 6, 1, 0],
  ['address-unreachable', 'address unreachable', 6, 1, 3],
  ['hops-exceeded-ipv6', 'hop limit exceeded', 6, 3, 0],
  ['reassembly-exceeded-ipv6', 'reassembly time exceeded (ICMPv6)', 6, 3, 1],
  ['header-field-ipv6', 'erroneous header field', 6, 4, 0],
  ['next-header-ipv6', 'unrecognized next header', 6, 4, 1],
  ['option-ipv6', 'unrecognized IPv6 option', 6, 4, 2],
];

suite('3.9.1.8 asynchronous reports', () => {
  for (const [name, words, family, type, code] of SOFT) {
    should(
      `tell a user that wants to know that a segment has met '${words}'`,
      {
        id: `rfc9293/3.9.1.8/told-${name}`,
        cites: ['RFC9293 3.9.1.8', 'RFC9293 3.9.2.2', 'RFC9293 SHLD-25'],
        states: ['ESTABLISHED'],
        families: [family],
      },
      async (world) => {
        const { peer, target, icmp } = world;
        await reach('ESTABLISHED', world);
        await target.setOptions(reports(world, 1));
        await target.send('on its way');
        icmp(await peer.expect('ACK', { data: 'on its way' }), { type, code });
        await target.stays('ESTABLISHED');
        expect(await isTold(world), 'whether the user was told').to.equal(true);
        expect(await target.softErrors(), 'the soft errors').to.have.length.above(0);
        await goesOn(world);
      },
    );

    should(
      `tell a user that wants to know that its SYN has met '${words}'`,
      {
        id: `rfc9293/3.9.1.8/told-${name}-syn-sent`,
        cites: ['RFC9293 3.9.1.8', 'RFC9293 3.9.2.2', 'RFC9293 SHLD-25'],
        states: ['SYN-SENT'],
        families: [family],
      },
      async (world) => {
        const { peer, target, icmp } = world;
        await target.activeOpen({ options: reports(world, 1) });
        icmp(await peer.expect('SYN'), { type, code });
        await peer.barrier();
        expect(await isTold(world), 'whether the user was told').to.equal(true);
        const messages = await messagesTold(world);
        for (const message of messages) expect(message, 'the ICMP message').to.deep.equal({ type, code });
        return messages.length > 0 ? 'with-the-message' : 'with-a-name';
      },
    );

    should(
      `not tell a user that does not want to know any more that a segment has met '${words}'`,
      {
        id: `rfc9293/3.9.1.8/not-told-${name}`,
        cites: ['RFC9293 3.9.1.8', 'RFC9293 SHLD-20'],
        states: ['ESTABLISHED'],
        families: [family],
      },
      async (world) => {
        const { peer, target, icmp } = world;
        await reach('ESTABLISHED', world);
        for (const on of [1, 0]) await target.setOptions(reports(world, on));
        await target.send('on its way');
        icmp(await peer.expect('ACK', { data: 'on its way' }), { type, code });
        await target.stays('ESTABLISHED');
        expect(await isTold(world), 'whether the user was told').to.equal(false);
        await goesOn(world);
      },
    );
  }

  must(
    'tell a user that wants to know of a soft error, and of each once',
    {
      id: 'rfc9293/3.9.1.8/told-once',
      cites: ['RFC9293 3.9.1.8', 'RFC9293 MUST-47'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { family, peer, target, icmp } = world;
      await reach('ESTABLISHED', world);
      await target.setOptions(reports(world, 1));
      await target.send('on its way');
      const sent = await peer.expect('ACK', { data: 'on its way' });
      for (const _ of ['one', 'another']) {
        icmp(sent, family === 4 ? { type: 3, code: 1 } : { type: 1, code: 3 });
        await target.stays('ESTABLISHED');
        expect(await target.softErrors(), 'the soft errors').to.have.length.above(0);
        expect(await isTold(world), 'told a second time').to.equal(false);
      }
      await goesOn(world);
    },
  );
});

/** The option by which a user says whether it wants to know. */
function reports({ family }: World, on: number): Record<string, number> {
  return family === 4 ? { IP_RECVERR: on } : { IPV6_RECVERR: on };
}

/** Whether the user learns, without asking for it, that there is an error. */
async function isTold({ target }: World): Promise<boolean> {
  const { error } = await target.user.poll({ socket: target.connection });
  return error;
}

/** The ICMP messages that the target kept for the user, by their numbers. */
async function messagesTold({ target }: World): Promise<{ type: number; code: number }[]> {
  if (!target.user.supports('errorReports')) return [];
  const { reports: kept } = await target.user.errorReports({ socket: target.connection });
  return kept.filter(({ origin }) => origin === 'icmp').map(({ type, code }) => ({ type, code }));
}

async function goesOn({ peer, target }: World): Promise<void> {
  await peer.send('PSH,ACK', { data: 'still there?' });
  await peer.acknowledged();
  await target.send('yes');
  await peer.expect('ACK', { seq: peer.rcv.nxt, data: 'yes' });
  await peer.send('ACK');
}
