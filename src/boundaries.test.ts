import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { LONG_TABLES, MAY_IMPORT, MAY_NAME_TYPES_OF, MAY_USE, MOST_LINES, NATIVE } from './boundaries.test-data.js';

/** The tracked files of a project: path below its top folder, with `/`, to text. */
type Tree = ReadonlyMap<string, string>;

/** Every rule that a tree breaks, a sentence each. */
function broken(tree: Tree): string[] {
  const sources = [...tree.keys()].filter((file) => /^(src|suites|fuzz|bench)\/.*\.tsx?$/.test(file));
  const product = sources.filter((file) => !/\.(test|test-data)\.ts$/.test(file));
  const imports = new Map(sources.map((file) => [file, importsOf(file, tree.get(file) ?? '')]));
  return [
    ...product.flatMap((file) => (imports.get(file) ?? []).flatMap((each) => brokenArrow(file, each))),
    ...brokenNatives(product, imports),
    ...cycles(named(imports)).map((cycle) => `${cycle.join(' -> ')}: a cycle`),
    ...sources.flatMap((file) => brokenShape(file, tree.get(file) ?? '')),
    ...[...tree].flatMap(([file, text]) => brokenText(file, text)),
  ];
}

interface Import {
  /** A path below the top folder, or a package. */
  readonly of: string;
  readonly typesOnly: boolean;
}

function importsOf(file: string, text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  const patterns = [
    /^\s*(?:import|export)\s(?<types>type\s)?[^'"`;]*?\bfrom\s*['"](?<of>[^'"]+)['"]/gm,
    /^\s*import\s*['"](?<of>[^'"]+)['"]/gm,
    /\b(?:import|require\w*)\s*\(\s*['"](?<of>[^'"]+)['"]/g,
  ];
  const found = patterns.flatMap((pattern) => [...code.matchAll(pattern)]);
  return found.map(({ groups }) => ({ of: resolved(file, groups?.of ?? ''), typesOnly: groups?.types !== undefined }));
}

function resolved(file: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return normalize(join(dirname(file), specifier)).replace(/\.js$/, '.ts');
}

function brokenArrow(file: string, { of, typesOnly }: Import): string[] {
  const own = folderOf(file);
  const inside = /^(src|suites|fuzz|bench)\//.test(of);
  if (!inside) {
    const used = MAY_USE[own];
    const allowed =
      used === undefined || used.some((name) => of === name || of.startsWith(name === 'node:' ? name : `${name}/`));
    return allowed ? [] : [`${file}: ${own} may not import ${of}`];
  }
  const open = [own, ...(MAY_IMPORT[own] ?? []), ...(typesOnly ? (MAY_NAME_TYPES_OF[own] ?? []) : [])];
  return open.some((place) => of === place || of.startsWith(`${place}/`))
    ? []
    : [`${file}: ${own} may not import ${of}`];
}

function folderOf(file: string): string {
  const [top = '', below = ''] = file.split('/');
  return top === 'src' ? `${top}/${below}` : top;
}

function brokenNatives(files: readonly string[], imports: ReadonlyMap<string, readonly Import[]>): string[] {
  return Object.entries(NATIVE).flatMap(([name, folders]) => {
    const users = files.filter((file) => imports.get(file)?.some(({ of }) => of === name));
    const alone = (file: string) => users.find((other) => folderOf(other) === folderOf(file)) === file;
    const second = users.filter((file) => !alone(file));
    const strays = users.filter((file) => !folders.includes(folderOf(file)));
    return [
      ...second.map((file) => `${file}: only one file of a folder may import ${name}`),
      ...strays.map((file) => `${file}: only ${folders.join(' and ')} may import ${name}`),
    ];
  });
}

// A .tsx file is imported as .js like any other, which `resolved` takes for .ts.
function named(imports: ReadonlyMap<string, readonly Import[]>): Map<string, readonly Import[]> {
  return new Map([...imports].map(([file, each]) => [file.replace(/\.tsx$/, '.ts'), each]));
}

function cycles(imports: ReadonlyMap<string, readonly Import[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]) => {
    const at = path.indexOf(file);
    if (at !== -1) found.push([...path.slice(at), file]);
    if (at !== -1 || done.has(file)) return;
    for (const { of } of imports.get(file) ?? []) visit(of, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return found;
}

function brokenShape(file: string, text: string): string[] {
  const problems: string[] = [];
  const lines = text.split('\n').length - 1;
  if (lines > MOST_LINES && !LONG_TABLES.includes(file)) problems.push(`${file}: ${lines} lines are too many`);
  if (/^\s*export\s+default\b|^\s*export\s*\{[^}]*\bas\s+default\b/m.test(text))
    problems.push(`${file}: a default export`);
  if (!/^([0-9a-z]+([.-][0-9a-z]+)*\/)*[0-9a-z]+([.-][0-9a-z]+)*\.tsx?$/.test(file))
    problems.push(`${file}: not kebab-case`);
  return problems;
}

// What only one machine has: someone's folders, and the place that packages were fetched from.
function brokenText(file: string, text: string): string[] {
  const personal = /(?<![\w.@-])\/(?:home|root|Users|work)\/[\w.-]+/.exec(text)?.[0];
  const registry = /"resolved"\s*:|^\s*(?:@[\w-]+:)?registry\s*=|\bregistry\.(?:npmjs|yarnpkg|npmmirror)\.\w+/m.exec(
    text,
  )?.[0];
  return [personal, registry].filter((match) => match !== undefined).map((match) => `${file}: names ${match.trim()}`);
}

describe('the boundaries between folders', () => {
  const top = fileURLToPath(new URL('../..', import.meta.url));

  it('hold in this project', function () {
    const tree = trackedTree(top);
    if (tree === undefined) this.skip(); // a copy without its history
    expect(broken(tree)).to.deep.equal([]);
    expect(LONG_TABLES.filter((file) => !tree.has(file))).to.deep.equal([]);
  });

  const good: Record<string, string> = {
    'src/wire/seq.ts': 'export const add = 1;\n',
    'src/agent/protocol.ts': 'export type Call = string;\n',
    'src/agent/libc.ts': "import koffi from 'koffi';\nimport { open } from 'node:fs';\n",
    'src/link/native-packet.ts': "import koffi from 'koffi';\n",
    'src/link/link.ts': "import { add } from '../wire/seq.js';\nexport interface Link {}\n",
    'src/peer/peer.ts': "import type { Link } from '../link/link.js';\nexport class Peer {}\n",
    'src/target/agent.ts': "import type { Call } from '../agent/protocol.js';\n",
    'src/harness/index.ts': "export { Peer } from '../peer/peer.js';\n",
    'src/cli/main.ts': "const { Peer } = await import('../peer/peer.js');\n",
    'bench/latency.ts': "import { Peer } from '../src/peer/peer.js';\n",
    'suites/rfc9293/3.6-closing.ts':
      "import { Peer } from '../../src/harness/index.js';\nimport { expect } from 'chai';\n",
  };

  it('let a good tree pass', () => {
    expect(broken(treeOf(good))).to.deep.equal([]);
  });

  it('are open to tests', () => {
    const test = "import { Peer } from '../peer/peer.js';\nimport cap from 'cap';\n";
    expect(broken(treeOf({ ...good, 'src/wire/seq.test.ts': test }))).to.deep.equal([]);
  });

  it('do not mind imports in comments', () => {
    const text = "/*\nimport a from '../peer/peer.js';\n*/\n// import b from '../peer/peer.js';\n";
    expect(broken(treeOf({ ...good, 'src/wire/seq.ts': text }))).to.deep.equal([]);
  });

  const home = ['', 'home', 'someone', 'x'].join('/');
  const bad: Record<string, readonly [tree: Record<string, string>, problem: RegExp]> = {
    'an arrow the wrong way': [
      { 'src/wire/a.ts': "import { b } from '../link/link.js';\n" },
      /src\/wire may not import src\/link\/link/,
    ],
    'an arrow over several lines': [
      { 'src/wire/a.ts': "import {\n  b,\n} from '../link/link.js';\n" },
      /may not import src\/link/,
    ],
    'a re-export': [{ 'src/report/a.ts': "export * from '../wire/seq.js';\n" }, /src\/report may not import/],
    'an import for its effect': [{ 'src/report/a.ts': "import '../wire/seq.js';\n" }, /src\/report may not import/],
    'an import at run time': [{ 'src/host/a.ts': "await import('../peer/peer.js');\n" }, /src\/host may not import/],
    'more than types where types are allowed': [
      { 'src/peer/a.ts': "import { l } from '../link/link.js';\n" },
      /may not import/,
    ],
    'a folder nobody may import': [
      { 'src/lab/a.ts': "import { m } from '../cli/main.js';\n" },
      /src\/lab may not import src\/cli/,
    ],
    'a folder that the house does not have': [
      { 'src/utils/a.ts': "import { add } from '../wire/seq.js';\n" },
      /src\/utils may not/,
    ],
    'a suite that reaches inside': [
      { 'suites/a.ts': "import { Peer } from '../src/peer/peer.js';\n" },
      /suites may not import src\/peer/,
    ],
    'a benchmark in use': [{ 'src/cli/a.ts': "import '../../bench/page.js';\n" }, /src\/cli may not import bench/],
    'an agent that takes our code along': [
      { 'src/agent/a.ts': "import { add } from '../wire/seq.js';\n" },
      /src\/agent may not/,
    ],
    'an agent that needs a package': [
      { 'src/agent/a.ts': "import { x } from 'yaml';\n" },
      /src\/agent may not import yaml/,
    ],
    'more of the agent than its protocol': [
      { 'src/target/a.ts': "import { x } from '../agent/libc.js';\n" },
      /src\/target may not/,
    ],
    'a codec that needs Node': [
      { 'src/wire/a.ts': "import { x } from 'node:fs';\n" },
      /src\/wire may not import node:fs/,
    ],
    'a second file with a native package': [
      { 'src/agent/b.ts': "import k from 'koffi';\n" },
      /only one file of a folder may import koffi/,
    ],
    'a native package elsewhere': [{ 'src/host/b.ts': "const c = require('cap');\n" }, /only src\/link may import cap/],
    'a cycle': [
      {
        'src/wire/a.ts': "import './b.js';\n",
        'src/wire/b.ts': "import './c.js';\n",
        'src/wire/c.ts': "export * from './a.js';\n",
      },
      /wire\/a\.ts -> src\/wire\/b\.ts -> src\/wire\/c\.ts -> src\/wire\/a\.ts: a cycle/,
    ],
    'a cycle through a test': [
      { 'src/wire/a.ts': "import './a.test.js';\n", 'src/wire/a.test.ts': "import './a.js';\n" },
      /a cycle/,
    ],
    'a cycle through JSX': [
      { 'src/report/a.tsx': "import './b.js';\n", 'src/report/b.ts': "import './a.js';\n" },
      /a cycle/,
    ],
    'a default export': [{ 'src/wire/a.ts': 'const a = 1;\nexport { a as default };\n' }, /a default export/],
    'a name in camel case': [{ 'src/wire/tcpOptions.ts': '' }, /not kebab-case/],
    'a file that is too long': [{ 'src/wire/a.ts': 'a;\n'.repeat(301) }, /301 lines are too many/],
    'a folder of one machine': [{ 'README.md': `see ${home}/y` }, /README\.md: names .*someone/],
    'the place packages came from': [
      { 'package-lock.json': JSON.stringify({ resolved: 'https://somewhere' }) },
      /names "resolved"/,
    ],
  };

  for (const [what, [files, problem]] of Object.entries(bad)) {
    it(`are broken by ${what}`, () => {
      const problems = broken(treeOf({ ...good, ...files }));
      expect(problems.join('\n')).to.match(problem);
    });
  }
});

function treeOf(files: Record<string, string>): Tree {
  return new Map(Object.entries(files));
}

function trackedTree(top: string): Tree | undefined {
  const files = tracked(top);
  if (files === undefined) return undefined;
  return new Map(
    files.map((file) => [file, textOf(join(top, file))] as const).filter(([, text]) => text !== undefined),
  ) as Tree;
}

// Files that are new and not ignored count too: what is about to be committed should hold.
function tracked(top: string): string[] | undefined {
  try {
    const names = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: top,
      encoding: 'utf8',
    });
    return names.split('\0').filter((name) => name !== '');
  } catch {
    return undefined;
  }
}

// Undefined for what is not text, or is deleted and not yet committed.
function textOf(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
