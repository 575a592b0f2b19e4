import { describe, expect, it } from 'vitest';
import { findingsOf, trialsOfLaw } from './findings.fixture.js';
import { capacityJsonSchema, capacitySchema } from './findings.js';

describe('the schema of capacity.json', () => {
  it('is published as it is (vitest -u writes it anew)', async () => {
    await expect(`${JSON.stringify(capacityJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
      '../../../results/capacity.schema.json',
    );
  });

  it('accepts what is found', () => {
    const findings = findingsOf([...trialsOfLaw('stateful'), ...trialsOfLaw('stateless')]);
    expect(capacitySchema.parse(findings)).toEqual(findings);
  });
});
