/** From the text of a scenario to plain values, each with its place in the file. Pure. */
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
  type YAMLError,
} from 'yaml';

/** Where something stands; both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}
export interface SyntaxProblem extends Place {
  readonly message: string;
  readonly hint: string | null;
}
export type Path = readonly PropertyKey[];

export interface ParsedDocument {
  readonly value: unknown;
  /** Place of the value at the path or, with `key`, of the key that leads to it; of the nearest parent if it is missing. */
  locate(path: Path, what: 'key' | 'value'): Place;
}
export type Parsed = ParsedDocument | { readonly problems: readonly SyntaxProblem[] };

/** More than these are echoes of the first ones. */
const MAX_SYNTAX_PROBLEMS = 8;
/** Anchors are welcome; a few that unfold into millions of values are an attack or a slip. */
const MAX_ALIASES = 100;

const ADVICE: Readonly<Record<string, readonly [message: string, hint: string | null]>> = {
  DUPLICATE_KEY: ['the key stands twice in the same map', 'keep one of them'],
  TAB_AS_INDENT: ['indented by a tab', 'YAML is indented by spaces'],
  RESOURCE_EXHAUSTION: ['nested too deeply', 'a scenario has four levels'],
  TAG_RESOLVE_FAILED: ['a YAML tag that scenarios do not use', 'leave the tag out'],
};

export function parseScenarioText(text: string): Parsed {
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, merge: true });
  if (!Array.isArray(documents)) return fail(1, 1, 'the file is empty', 'begin with "question: …"');
  const [document, second] = documents;
  if (document === undefined) return fail(1, 1, 'the file is empty', 'begin with "question: …"');
  if (second !== undefined) {
    const { line, column } = place(second.range[0]);
    return fail(
      line,
      column,
      `${documents.length} YAML documents in one file`,
      'one file is one scenario: split it at "---"',
    );
  }
  const problems = [
    ...syntaxProblems([...document.errors, ...document.warnings], place),
    ...aliasProblems(document, place),
  ];
  if (problems.length > 0) return { problems };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    return fail(1, 1, 'the file is empty', 'begin with "question: …"');
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { value, locate: (path, what) => locate(document, path, what, place) };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return fail(1, 1, 'aliases unfold into too many values', `at most ${MAX_ALIASES}: write the values out`);
  }
}

function fail(line: number, column: number, message: string, hint: string): Parsed {
  return { problems: [{ line, column, message, hint }] };
}

function syntaxProblems(errors: readonly YAMLError[], place: (offset: number) => Place): SyntaxProblem[] {
  // A file that exhausts the parser is reported once: what follows from it is noise.
  const exhausted = errors.find((error) => error.code === 'RESOURCE_EXHAUSTION');
  return (exhausted === undefined ? errors : [exhausted]).slice(0, MAX_SYNTAX_PROBLEMS).map((error) => {
    const [message, hint] = ADVICE[error.code] ?? [`not valid YAML: ${lowerFirst(error.message)}`, null];
    return { ...place(error.pos[0]), message, hint };
  });
}

function aliasProblems(document: Document, place: (offset: number) => Place): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const at = (node: Node) => place(node.range?.[0] ?? 0);
  visit(document, {
    Alias: (_, alias) => {
      const target = alias.resolve(document);
      if (target === undefined) {
        const hint = `write &${alias.source} before the value that it stands for`;
        problems.push({ ...at(alias), message: `nothing is named by the anchor "${alias.source}"`, hint });
      } else if (contains(target, alias)) {
        const message = `the alias "${alias.source}" stands within what it names`;
        problems.push({ ...at(alias), message, hint: 'write the values out' });
      }
    },
    Pair: (_, { key }) => {
      if (isNode(key) && !isScalar(key)) {
        problems.push({ ...at(key), message: 'a key must be a word', hint: null });
      }
    },
  });
  return problems;
}

function contains(outer: Node, inner: Node): boolean {
  let found = false;
  visit(outer, {
    Alias: (_, alias) => {
      found ||= alias === inner;
    },
  });
  return found;
}

function locate(document: Document, path: Path, what: 'key' | 'value', place: (offset: number) => Place): Place {
  let node: unknown = document.contents;
  let offset = rangeStart(node) ?? 0;
  for (const [depth, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) break;
      const isTarget = depth === path.length - 1;
      offset = (isTarget && what === 'key' ? null : rangeStart(pair.value)) ?? rangeStart(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = rangeStart(node) ?? offset;
    } else break;
  }
  return place(offset);
}

function rangeStart(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
