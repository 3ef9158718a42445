import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Outcome, tcpspec, temporaryFolder } from './run-program.fixture.js';

const folder = temporaryFolder();
/** Target files that are in order each. */
const [ONE, TWO] = [targetFile('one', '192.0.2.1'), targetFile('two', '192.0.2.2')];
const SEVERAL = ['run', '--target', ONE, '--target', TWO];
const TARGET = ['--address', '192.0.2.1', '--iface', 'lo', '--token-file', file('token', 'sixteen characters')];
const LAB = ['--lab', 'netns', '--out', join(folder, 'out')];

/** Arguments, exit code, what the message says. */
const MISTAKES: Record<string, readonly [args: readonly string[], code: number, says: RegExp]> = {
  'an unknown command': [['rum'], 2, /unknown command 'rum'/],
  'an unknown option': [['run', '--fast'], 2, /unknown option '--fast'/],
  'an option without its value': [['run', '--iface'], 2, /argument missing/],
  'no target': [['run'], 2, /no target: give --address IP --iface DEV, --target FILE, or --lab netns/],
  'no interface': [['run', '--address', '192.0.2.1'], 2, /no interface: give --iface DEV/],
  'no agent': [['run', '--address', '192.0.2.1', '--iface', 'lo'], 2, /no agent: start one on the target/],
  'a target file twice': [['run', '--target', ONE, '--target', ONE], 2, /--target .*one\.yaml is given twice/],
  'a target file twice, by another path': [
    ['run', '--target', ONE, '--target', join(folder, 'one.yaml').replace(/one.yaml$/, './one.yaml')],
    2,
    /one\.yaml and .*one\.yaml are the same file/,
  ],
  'two targets of one name': [
    ['run', '--target', ONE, '--target', targetFile('one', '192.0.2.3', 'again')],
    2,
    /the targets .*one\.yaml and .*again\.yaml are both called one: give them different names/,
  ],
  'two targets at one address': [
    ['run', '--target', ONE, '--target', targetFile('other', '192.0.2.1')],
    2,
    /one\.yaml and .*other\.yaml are both 192\.0\.2\.1 on lo: name each target once/,
  ],
  'two targets with one folder': [
    ['run', '--target', targetFile('x', '192.0.2.3', 'x', 'r'), '--target', targetFile('y', '192.0.2.4', 'y', './r')],
    2,
    /would both report into .*r: give each a folder of its own/,
  ],
  'an address of several targets': [[...SEVERAL, '--address', '192.0.2.9'], 2, /--address .* is for one target.* 2:/],
  'an interface of several targets': [[...SEVERAL, '--iface', 'lo'], 2, /--iface .*: put it into each target's file/],
  'a reporter for several targets': [[...SEVERAL, '--reporter', 'spec'], 2, /--reporter tells of one target/],
  'a folder without target files': [['run', '--target', emptyFolder()], 2, /is a folder without \.yaml files/],
  'targets without a lab': [['run', '--targets', '2', ...TARGET], 2, /--targets goes with --lab netns/],
  'too many targets': [['run', ...LAB, '--targets', '251'], 2, /whole number from 1 to 250/],
  'a lab of several without a folder': [
    ['lab', 'up', 'netns', '--targets', '2'],
    2,
    /a folder for them with --out DIR/,
  ],
  'an unknown lab': [['run', '--lab', 'moon'], 2, /there is no lab 'moon'.*netns/],
  'a lab and an address': [['run', ...LAB, '--address', '192.0.2.1'], 2, /--lab makes its own target: leave --address/],
  'a lab and an agent': [['run', ...LAB, '--agent', '192.0.2.1:7'], 2, /leave --agent out/],
  'a pattern that matches nothing': [['run', 'nothing/**', ...LAB], 4, /no case matches 'nothing\/\*\*'.*tcpspec list/],
  'one such pattern of two': [['run', 'sanity/**', 'nothing', ...LAB], 4, /no case matches 'nothing'/],
  'a selection that leaves nothing': [['run', 'sanity', '--skip', 'sanity', ...LAB], 4, /no case is selected/],
  'an unknown pattern in a list': [['list', 'nothing'], 4, /no case matches 'nothing'/],
  'a public address': [['run', ...TARGET, '--address', '8.8.8.8'], 2, /8\.8\.8\.8 is a public address.*--allow-public/],
  'a multicast address': [
    ['run', '--allow-public', '--address', 'ff02::1', '--iface', 'lo'],
    2,
    /ff02::1 is a multicast address/,
  ],
  'an IPv4 multicast address': [['run', '--allow-public', '--address', '224.0.0.1'], 2, /is a multicast address/],
  'a broadcast address': [['run', '--allow-public', '--address', '255.255.255.255'], 2, /is a broadcast address/],
  'a name for an address': [['run', '--address', 'host.example', '--iface', 'lo'], 2, /'host\.example' is not an IPv4/],
  'two addresses of a family': [['run', ...TARGET, '--address', '192.0.2.2'], 2, /two IPv4 addresses/],
  'a family without an address': [['run', ...TARGET, '--family', '6'], 2, /--family 6 needs an IPv6 address/],
  'both families with one address': [['run', ...TARGET, '--family', 'both'], 2, /needs an IPv6 address/],
  'no concurrency': [['run', ...LAB, '--concurrency', '0'], 2, /whole number from 1 to 4096/],
  'a seed that is no number': [['run', ...LAB, '--seed', 'x'], 2, /whole number from 0/],
  'a state that there is not': [['run', ...LAB, '--state', 'OPEN'], 2, /The states are LISTEN, SYN-SENT/],
  'a level that there is not': [['run', ...LAB, '--level', 'shall'], 2, /Allowed choices are must, should, may/],
  'a broken regular expression': [['run', ...LAB, '--grep', '('], 2, /Invalid regular expression/],
  'a token file that is not there': [
    ['run', '--address', '192.0.2.1', '--iface', 'lo', '--token-file', '/nowhere/token'],
    2,
    /token file cannot be read \(ENOENT.*\/nowhere\/token.*--token-file/,
  ],
  'an empty token file': [
    ['run', '--address', '192.0.2.1', '--iface', 'lo', '--token-file', file('empty', '')],
    2,
    /is empty/,
  ],
  'an agent at no port': [['run', ...TARGET, '--agent', '192.0.2.1:0'], 2, /'192\.0\.2\.1:0' is not ADDR:PORT/],
  'a report folder that is a file': [
    ['run', 'sanity', '--lab', 'netns', '--out', file('occupied', '')],
    2,
    /report cannot be put into .*occupied.*--out/,
  ],
  'the last failures of no run': [['run', ...LAB, '--last-failed'], 2, /--last-failed needs an earlier run/],
  'a target file that is not there': [
    ['run', '--target', '/nowhere/t.yaml'],
    2,
    /target file \/nowhere\/t\.yaml cannot/,
  ],
  'a target file that is not YAML': [
    ['run', '--target', file('broken.yaml', 'name: a\naddress4: [192.0.2.1\n')],
    2,
    /broken\.yaml:[23]: not valid YAML/,
  ],
  'an unknown key': [
    ['run', '--target', file('key.yaml', 'name: a\n\nadress4: 192.0.2.1\n')],
    2,
    /key\.yaml:3: 'adress4' is not a key here; there are: name, address4/,
  ],
  'an unknown key with more below': [
    ['run', '--target', file('below.yaml', 'name: a\nagents:\n  - x\n')],
    2,
    /below\.yaml:2: 'agents' is not a key here/,
  ],
  'a value of a wrong type': [
    ['run', '--target', file('type.yaml', 'name: a\nconcurrency: many\nagent:\n  command: ssh x\n')],
    2,
    /type\.yaml:2: concurrency must be integer\n.*type\.yaml:4: agent\.command must be array/,
  ],
  'a mapping for a text': [
    ['run', '--target', file('map.yaml', 'iface:\n  name: lo\n')],
    2,
    /map\.yaml:1: iface must be string/,
  ],
  'a list for a target file': [
    ['run', '--target', file('list.yaml', '- a\n')],
    2,
    /list\.yaml:1: the file must be object/,
  ],
  'YAML that never ends': [
    ['run', '--target', file('bomb.yaml', `a: &a [x,x,x,x,x,x,x,x,x]\n${bomb()}`)],
    2,
    /bomb\.yaml/,
  ],
  'an agent without a token': [['agent', '--listen', '127.0.0.1:0'], 2, /--listen needs --token-file/],
  'an agent without a port': [
    ['agent', '--listen', '127.0.0.1', '--token-file', file('t', 'x')],
    2,
    /token in .* has fewer/,
  ],
  'an agent on every address': [
    ['agent', '--listen', '0.0.0.0:9293', '--token-file', file('t2', 'sixteen characters')],
    2,
    /every address of the machine/,
  ],
  'an agent on an address of another machine': [
    ['agent', '--listen', '192.0.2.77:9293', '--token-file', file('t3', 'sixteen characters')],
    2,
    /no such address.*192\.0\.2\.77/,
  ],
  'an agent whose token file is not there': [
    ['agent', '--listen', '127.0.0.1:0', '--token-file', '/nowhere/token'],
    2,
    /token file \/nowhere\/token cannot be read/,
  ],
  'a lab that cannot be made': [['lab', 'up', 'moon'], 2, /there is no lab 'moon'/],
  'a lab that is not there': [['lab', 'down', 'tcpspec-kept-000000'], 2, /there is no lab 'tcpspec-kept-000000'/],
};

describe('wrong usage', function () {
  this.timeout(60_000);
  const outcomes = new Map<string, Outcome>();

  before(async () => {
    const all = Object.entries(MISTAKES).map(async ([name, [args]]) => {
      outcomes.set(name, await tcpspec(args, { cwd: folder }));
    });
    await Promise.all(all);
  });

  for (const [name, [, code, says]] of Object.entries(MISTAKES)) {
    it(`is told of ${name}`, () => {
      const outcome = outcomes.get(name);
      expect(outcome?.err).to.match(says);
      expect(outcome?.err).not.to.include('a fault of its own');
      expect(outcome?.out).to.equal('');
      expect(outcome?.code).to.equal(code);
    });
  }
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function bomb(): string {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  return names
    .slice(1)
    .map((name, n) => `${name}: &${name} [${`*${names[n]},`.repeat(9)}]\n`)
    .join('');
}

function targetFile(name: string, address4: string, as = name, out?: string): string {
  const more = out === undefined ? {} : { out: join(folder, out) };
  return file(`${as}.yaml`, JSON.stringify({ name, address4, iface: 'lo', agent: { command: ['none'] }, ...more }));
}

function emptyFolder(): string {
  const path = join(folder, 'empty-folder');
  mkdirSync(path);
  return path;
}
