import { describe, expect, it } from 'vitest';
import { parseCounters } from './balancer-counters.js';

const COLUMNS = 'pxname,svname,stot,econ,wredis,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,req_tot,'.split(
  ',',
);

function csv(...rows: readonly Readonly<Record<string, string | number>>[]): string {
  return [`# ${COLUMNS.join(',')}`, ...rows.map((row) => COLUMNS.map((name) => row[name] ?? 0).join(',')), ''].join(
    '\n',
  );
}

const FRONT = { pxname: 'public', svname: 'FRONTEND', stot: 1, econ: '', wredis: '' };

describe('parseCounters', () => {
  it('takes for its own what no server answered', () => {
    const counters = parseCounters(
      csv(
        { ...FRONT, req_tot: 20, hrsp_2xx: 12, hrsp_4xx: 2, hrsp_5xx: 5 },
        { pxname: 'be', svname: 'node-1', stot: 10, hrsp_2xx: 8, hrsp_4xx: 2 },
        { pxname: 'be', svname: 'node-2', stot: 9, wredis: 3, econ: 1, hrsp_2xx: 4, hrsp_5xx: 1 },
        { pxname: 'be', svname: 'BACKEND', stot: 20, hrsp_2xx: 12, hrsp_4xx: 2, hrsp_5xx: 5 },
      ),
    );
    expect(counters).toEqual({ requests: 20, ownAnswers: 4, servers: { 'node-1': 10, 'node-2': 5 } });
  });

  it('refuses statistics that lack what it needs', () => {
    expect(() => parseCounters('Unknown command.')).toThrow('no row of public');
    expect(() => parseCounters(csv({ ...FRONT, req_tot: '' }))).toThrow('no req_tot');
  });
});
