import { parseBaseline } from '../../src/cli/baseline-file.js';
import { CommandError } from '../../src/cli/exit.js';
import { parseTargetFile } from '../../src/cli/target-file.js';
import { broken, demandSmall, type FuzzTarget, textOctets } from '../target.js';

const YAML_WORDS = [
  ...[': ', '- ', '\n', '\n  ', '&a ', '*a', '<<: *a', '!!binary ', '? ', '| ', '> ', '---\n', '...\n', '%YAML 1.1\n'],
  ...['{', '}', '[', ']', '"', "'", '#', '@', '`', '!!js/function ', '!!set', '__proto__: ', '.nan', '0x', '~', '\t'],
];

/** The parser is a package, but what it takes is what users can write. */
const YAML_SOURCES = ['lexer', 'parser', 'cst-visit', 'cst-scalar']
  .map((name) => `/yaml/dist/parse/${name}.js`)
  .concat(
    [
      'compose-doc',
      'compose-node',
      'compose-scalar',
      'compose-collection',
      'composer',
      'resolve-block-map',
      'resolve-block-seq',
      'resolve-flow-collection',
      'resolve-flow-scalar',
      'resolve-block-scalar',
      'resolve-props',
    ].map((name) => `/yaml/dist/compose/${name}.js`),
  );

/** The files that a user writes: a value that fits the schema, or an error for the user that names the file. */
export const FILE_TARGETS: readonly FuzzTarget[] = [
  file(
    'target-file',
    parseTargetFile,
    [
      'name: box\naddress4: 192.0.2.1\naddress6: 2001:db8::1\niface: eth0\nfamily: both\nlink: cap\nagent:\n  command: [node, stdio.js]\nservices: { http: 80 }\nseed: 1\n',
      'agent: &a\n  address: 192.0.2.1:9293\n  tokenFile: token\n',
      'a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n',
    ],
    ['name: ', 'agent: ', 'command: ', 'http: 0', 'concurrency: ', 'link: raw'],
  ),
  file(
    'baseline',
    parseBaseline,
    [
      '- id: rfc9293/3.6/x\n  family: 4\n  verdict: FAIL\n  behaviour: rst\n  reason: known\n  reference: RFC 9293\n',
      '[]\n',
    ],
    ['id: ', 'verdict: FAIL', 'family: 6', 'reason: ', 'reference: '],
  ),
];

function file(
  name: string,
  parse: (text: string, path: string) => object,
  seeds: readonly string[],
  words: readonly string[],
): FuzzTarget {
  return {
    name,
    mostOctets: 1024,
    seeds: seeds.map(textOctets),
    dictionary: [...YAML_WORDS, ...words].map(textOctets),
    sources: ['/src/cli/yaml-file.js', ...YAML_SOURCES],
    run(input) {
      try {
        demandSmall('the content', JSON.stringify(parse(Buffer.from(input).toString('utf8'), 'f.yaml')).length, input);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        if (error.message.split('\n').some((line) => line.startsWith('f.yaml')) === false)
          broken(`the file is not named: ${error.message}`);
        demandSmall('the complaint', error.message.length, input);
      }
    },
  };
}
