import { describe, expect, it } from 'vitest';
import { LabError } from '../errors.js';
import { describeFailure } from './failure.js';

describe('describeFailure', () => {
  it('prints message, hint and code of a failure, and no stack', () => {
    const error = new LabError('LAB_PORT_OCCUPIED', 'Port 8080 is occupied.', 'choose another cluster.port');
    expect(describeFailure(error, '/tmp/x.log')).toEqual({
      text: 'Port 8080 is occupied.\n→ choose another cluster.port\n(LAB_PORT_OCCUPIED: see bench/README.md)\n',
      exitCode: 75,
      isBug: false,
    });
  });

  it('lets a listing of problems speak for itself', () => {
    const error = new LabError('LAB_SCENARIO_INVALID', 'a.yaml:1:1  wrong\n1 problem. Nothing was started.');
    expect(describeFailure(error, '/tmp/x.log').text).toBe('a.yaml:1:1  wrong\n1 problem. Nothing was started.\n');
  });

  it('takes a full disk for what it is, also as the cause of something else', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    for (const error of [full, new Error('could not write the report', { cause: full })]) {
      const failure = describeFailure(error, '/tmp/x.log');
      expect(failure).toMatchObject({ exitCode: 75, isBug: false });
      expect(failure.text).toMatch(/^the disk is full \(.*\)\n→ free some room[\s\S]*LAB_DISK_FULL/);
    }
  });

  it('prints the stack of a bug, its cause, and where to report it', () => {
    const failure = describeFailure(new TypeError('boom', { cause: 'a fuse' }), '/tmp/x.log');
    expect(failure).toMatchObject({ exitCode: 70, isBug: true });
    expect(failure.text).toMatch(
      /^TypeError: boom\n +at [\s\S]*caused by a fuse\nThis is a bug of the lab.*\/tmp\/x\.log\n$/,
    );
    expect(describeFailure('thrown text', '/tmp/x.log').text).toContain('thrown text\nThis is a bug');
  });
});
