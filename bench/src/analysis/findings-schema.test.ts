import { describe, expect, it } from 'vitest';
import { sampleFindings } from '../reporters/samples/findings.js';
import { findingsSchema } from './findings.js';
import { findingsJsonSchema } from './findings-schema.js';

describe('the schema of findings', () => {
  it('is published as it is (vitest -u writes it anew)', async () => {
    await expect(`${JSON.stringify(findingsJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
      '../../../results/findings.schema.json',
    );
  });

  it('accepts realistic findings', () => {
    expect(findingsSchema.parse(sampleFindings())).toEqual(sampleFindings());
  });
});
