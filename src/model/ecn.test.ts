import { expect } from 'chai';
import { ACK, CWR, ECE, SYN } from '../wire/tcp.js';
import { type Conversation, converse } from './conversation.test-data.js';

describe('ECN in the model (RFC 3168 6.1.1)', () => {
  let talk: Conversation;
  afterEach(() => talk.end());

  const rows: readonly (readonly [string, number, number])[] = [
    ['SYN,ECE,CWR', 2, SYN | ACK | ECE],
    ['SYN,ECE,CWR', 0, SYN | ACK],
    ['SYN,ECE', 2, SYN | ACK],
    ['SYN', 2, SYN | ACK],
  ];
  for (const [bits, setting, flags] of rows) {
    it(`answers ${bits} by the setting ${setting}`, async () => {
      talk = converse({ settings: { 'model.ecn': setting } });
      const { socket } = talk.model.open({ case: 'c', family: 4 });
      talk.model.bind({ socket, port: 80 });
      talk.model.listen({ socket, backlog: 1 });
      talk.say(bits);
      await talk.pass(1);
      expect(talk.heard.map((segment) => segment.flags)).to.deep.equal([flags]);
    });
  }

  for (const [setting, flags] of [
    [1, SYN | ECE | CWR],
    [2, SYN],
  ] as const) {
    it(`asks for it by the setting ${setting}`, async () => {
      talk = converse({ settings: { 'model.ecn': setting } });
      const { socket } = talk.model.open({ case: 'c', family: 4 });
      talk.model.connect({ socket, address: '192.0.2.9', port: 5_000 });
      await talk.pass(1);
      expect(talk.heard.map((segment) => segment.flags)).to.deep.equal([flags]);
    });
  }
});
