/** README and code agree, both ways: everything is documented, and nothing else is. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findingsSchema } from '../analysis/findings.js';
import { WARNING_CODES } from '../analysis/warning-codes.js';
import { WARNINGS } from '../analysis/warnings.js';
import { capacitySchema } from '../capacity/findings.js';
import { ERRORS, EXIT } from '../errors.js';
import { DESIGNS } from '../scenario/designs.js';
import { scenarioFiles } from '../scenario/files.js';
import { loadScenario } from '../scenario/load.js';
import { FAULT_NAMES, METRIC_NAMES, scenarioSchema } from '../scenario/schema.js';
import { fakeIo } from './io.fake.js';
import { buildProgram } from './program.js';

const { io } = fakeIo();
const read = (file: string): string => readFileSync(`${io.root}/${file}`, 'utf8');
const bench = read('bench/README.md');
const files = scenarioFiles(`${io.root}/scenarios`, io.root);
const program = buildProgram(io, () => {});

/** Text from a heading to the next one. */
function section(text: string, heading: string): string {
  const [, after] = text.split(`\n## ${heading}\n`);
  if (after === undefined) throw new Error(`no heading "${heading}"`);
  return after.split('\n## ')[0] ?? '';
}
/** Rows of the tables in a text: cells without their backticks. */
function rows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}
const firstCells = (text: string, heading: string): string[] => rows(section(text, heading)).map(([cell = '']) => cell);

describe('bench/README.md', () => {
  it('has every command and flag, and no other', () => {
    const flags = program.commands.flatMap(({ options }) => options.map(({ long }) => long));
    expect(firstCells(bench, 'Commands')).toEqual(program.commands.map((command) => command.name()));
    expect(new Set(firstCells(bench, 'Flags'))).toEqual(new Set([...flags, '--version', '--help']));
  });

  it('has every design and fault, and no other', () => {
    expect(firstCells(bench, 'Designs')).toEqual(Object.keys(DESIGNS));
    expect(firstCells(bench, 'Faults')).toEqual(FAULT_NAMES);
  });

  it('has every exit code and error, and no other', () => {
    expect(firstCells(bench, 'Exit codes')).toEqual(Object.values(EXIT).map(String));
    const errors = rows(section(bench, 'Errors')).map(([code, exit]) => [code, Number(exit)]);
    expect(Object.fromEntries(errors)).toEqual(ERRORS);
  });

  it('has every warning with its advice, and no other', () => {
    const documented = rows(section(bench, 'Warnings')).map(([code, , advice]) => [code, advice]);
    expect(documented).toEqual(WARNING_CODES.map((code) => [code, WARNINGS[code].advice]));
  });

  it('has every key of a scenario, and no other', () => {
    const keys = Object.entries(scenarioSchema.shape).flatMap(([key, schema]) => {
      const inner = 'unwrap' in schema ? schema.unwrap() : schema;
      return inner instanceof z.ZodObject ? Object.keys(inner.shape).map((part) => `${key}.${part}`) : [key];
    });
    expect(firstCells(bench, 'Scenario files')).toEqual(keys);
    for (const metric of METRIC_NAMES) expect(section(bench, 'Scenario files')).toContain(`\`${metric}\``);
  });

  it('has the defaults that the code fills in', () => {
    const documented = Object.fromEntries(
      rows(section(bench, 'Scenario files')).map(([key = '', value]) => [key, value]),
    );
    const defaults = z.toJSONSchema(scenarioSchema, { io: 'input' }).properties ?? {};
    const defaultOf = (section: string, key: string) =>
      (defaults[section] as { properties: Record<string, { default?: unknown }> }).properties[key]?.default;
    for (const path of Object.keys(documented).filter((key) => /^(cluster|load)\./.test(key))) {
      const [part = '', key = ''] = path.split('.');
      expect([path, documented[path]]).toEqual([path, String(defaultOf(part, key) ?? WITHOUT[path])]);
    }
  });
});

/** What the documentation calls it when there is no default. */
const WITHOUT: Readonly<Record<string, string>> = { 'cluster.port': 'a free one', 'cluster.absoluteTtl': 'none' };

describe('README.md', () => {
  it('has every scenario with its question, and no other', () => {
    const questions = files.names().map((name) => {
      const decoded = loadScenario(name, files);
      return 'ok' in decoded ? [name, decoded.ok.question] : [name];
    });
    const documented = rows(section(read('README.md'), 'Scenarios'));
    expect([...documented].sort()).toEqual(questions);
  });
});

describe('results/README.md', () => {
  const results = read('results/README.md');

  it('has every field of the findings, and no other', () => {
    expect(new Set(firstCells(results, 'findings.json'))).toEqual(new Set(leaves(findingsSchema)));
  });

  it('has every field of capacity.json, and no other', () => {
    expect(new Set(firstCells(results, 'capacity.json'))).toEqual(new Set(leaves(capacitySchema)));
  });

  it.each([
    ['bench/src/history/records.ts', 'history.ndjson.gz'],
    ['apps/checkout/src/protocol/journal.ts', 'journals/'],
    ['apps/checkout/src/protocol/dump.ts', 'dumps/'],
  ])('has every field of %s, and no other', (source, heading) => {
    expect(new Set(firstCells(results, heading))).toEqual(new Set([...fieldsOf(source), ...headFields(heading)]));
  });
});

/** Names of the fields that the types of a file declare. */
function fieldsOf(source: string): string[] {
  return [...read(source).matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name ?? '');
}
/** A dump opens with a line of its own (DumpHead in history/reader.ts). */
const headFields = (heading: string): string[] => (heading === 'dumps/' ? ['store', 't', 'reason'] : []);

/** Names of the properties of a schema, at any depth. */
function leaves(schema: z.ZodType): string[] {
  const json = z.toJSONSchema(schema);
  const names: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'properties') names.push(...Object.keys(value as object));
      visit(value);
    }
  };
  visit(json);
  return names;
}
