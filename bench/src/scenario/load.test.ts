import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LabError } from '../errors.js';
import { scenarioFiles } from './files.js';
import { scenarioJsonSchema } from './json-schema.js';
import { loadScenario, loadScenarios } from './load.js';
import type { Overrides } from './overrides.js';

const folder = fileURLToPath(new URL('../../../scenarios', import.meta.url));
const files = scenarioFiles(folder, folder);

function refusal(names: readonly string[], overrides: Overrides = {}): LabError {
  try {
    loadScenarios(names, overrides, files);
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe("the lab's own scenarios", () => {
  it.each(files.names())('%s is valid, and opens with its schema and comments', (name) => {
    expect(loadScenario(name, files)).toHaveProperty('ok.name', name);
    const [schema, comment] = readFileSync(`${folder}/${name}.yaml`, 'utf8').split('\n');
    expect(schema).toBe('# yaml-language-server: $schema=./scenario.schema.json');
    expect(comment).toMatch(/^# .{20}/);
  });

  it('have the JSON Schema that the code describes (vitest -u writes it)', async () => {
    await expect(scenarioJsonSchema()).toMatchFileSnapshot(`${folder}/scenario.schema.json`);
  });
});

describe('loadScenarios', () => {
  it('finds by name and by path', () => {
    expect(loadScenarios(['steady', './node-kill.yaml'], {}, files).map(({ name }) => name)).toEqual([
      'steady',
      'node-kill',
    ]);
  });

  it('lists the unknown names with the nearest known ones', () => {
    const error = refusal(['node-kil', './gone.yaml', './']);
    expect(error.code).toBe('LAB_SCENARIO_NOT_FOUND');
    expect(error.message.split('\n').slice(0, 2)).toEqual([
      'node-kil      no such scenario',
      '              → did you mean "node-kill"?',
    ]);
    expect(error.message).toContain('is a folder');
    expect(error.message).toMatch(/3 problems\. Nothing was started\.$/);
  });

  it('says once what a flag has wrong for all of them', () => {
    const error = refusal(['steady', 'node-kill'], { nodes: 'x' });
    expect(error.code).toBe('LAB_SCENARIO_INVALID');
    expect(error.message.split('\n')).toEqual([
      'command line   --nodes  found "x", expected a whole number from 1 to 32',
      '1 problem. Nothing was started.',
    ]);
  });

  it('has a code of its own for a design that nobody knows', () => {
    expect(refusal(['steady'], { designs: 'statefull' }).code).toBe('LAB_DESIGN_UNKNOWN');
    expect(refusal(['steady'], { designs: 'statefull', nodes: 'x' }).code).toBe('LAB_SCENARIO_INVALID');
  });

  it('refuses the same scenario twice', () => {
    expect(refusal(['steady', 'steady']).message).toContain('scenario "steady" is named twice');
  });
});
