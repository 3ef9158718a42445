/** Who may import whom, by folder; a path with a file's name opens that file alone. Everyone may import their own folder. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/wire': [],
  'src/link': ['src/wire'],
  'src/host': ['src/wire', 'src/link'],
  'src/peer': ['src/wire', 'src/host'],
  'src/agent': [],
  'src/target': ['src/agent/protocol.ts'],
  'src/model': ['src/wire', 'src/link'],
  'src/lab': ['src/target', 'src/link', 'src/model'],
  'src/harness': ['src/peer', 'src/target', 'src/wire'],
  'src/report': [],
  'src/cli': ['src', 'suites'],
  suites: ['src/harness', 'src/wire/seq.ts'],
  fuzz: ['src'],
  bench: ['src'],
};

/** Types alone may be taken from these too: the clock and the frames of a link are what a peer is handed. */
export const MAY_NAME_TYPES_OF: Readonly<Record<string, readonly string[]>> = {
  'src/peer': ['src/link/link.ts', 'src/link/clock.ts'],
};

/** The packages that a folder may import, where that is limited. `node:` stands for all that comes with Node. */
export const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  'src/wire': [],
  'src/agent': ['node:', 'koffi'],
  'src/report': ['node:', 'ajv', 'preact', 'preact-render-to-string', '@viz-js/viz'],
  suites: ['chai'],
};

/** The folders in each of which one file imports a native package. The agent is copied without the rest, so it has its own. */
export const NATIVE: Readonly<Record<string, readonly string[]>> = {
  cap: ['src/link'],
  'raw-socket': ['src/link'],
  koffi: ['src/agent', 'src/link'],
};

/** Tables that are longer than a file should be, and say nothing but their rows. */
export const LONG_TABLES: readonly string[] = [];

/** Lines that a file may have. */
export const MOST_LINES = 300;
