/** The findings of clusters that nobody can look into: what is null, what is warned of, and what is said first. */
import { describe, expect, it } from 'vitest';
import { History } from '../checkers/builders.js';
import { judge } from '../checkers/judge.js';
import { fromOutside, TARGET } from '../checkers/outside.fixture.js';
import type { ExternalDesign } from '../scenario/scenario.js';
import { caveatsOf } from './caveats.js';
import { findingsSchema } from './findings.js';
import { runFindings } from './run.js';
import { UNSEEN_COUNTS } from './unseen.js';

const OTHER: ExternalDesign = { ...TARGET, name: 'other', target: 'http://127.0.0.1:9090' };

/** One session, of one item; with `go`, what becomes of it. */
function recorded(designs: readonly ExternalDesign[], go: (history: History) => void = () => {}) {
  return designs.map((design) => {
    const history = new History();
    history.born('b', 'k', 1, 0);
    go(history);
    history.op({ at: [100, 102], origin: 'final', step: 'view', key: 'k', birth: 'b', items: [1] });
    history.end({});
    const trial = fromOutside(history.trial(), design);
    const { header } = trial;
    return { ...trial, header: { ...header, block: 1, scenario: { ...header.scenario, designs } } };
  });
}

function findingsOf(designs: readonly ExternalDesign[], go?: (history: History) => void) {
  const trials = recorded(designs, go);
  const findings = runFindings({ lab: '0.1.0', seed: 1, blocks: 1, trials }, () => [], judge);
  const { story } = findings.scenarios;
  if (story === undefined) throw new Error('no findings');
  return { findings, story };
}

const warned = (designs: readonly ExternalDesign[], go?: (history: History) => void) =>
  findingsOf(designs, go)
    .story.warnings.map(({ code, design }) => `${code} ${design}`)
    .filter((each) => /^(external|name|same|answers)/.test(each));

describe('the findings of an external cluster', () => {
  it('are of the published form, say where it is, and give a reason for whatever they cannot know', () => {
    const { findings, story } = findingsOf([TARGET]);
    expect(findingsSchema.parse(findings)).toEqual(findings);
    expect(story.nodes).toBeNull();
    const { shop } = story.designs;
    expect(shop).toMatchObject({ target: TARGET.target, variant: 'external', routing: 'external' });
    expect(shop?.store).toEqual({ kind: 'external', memoryPeakBytes: null, commandsPerRequest: null });
    for (const [name, reason] of Object.entries(UNSEEN_COUNTS)) {
      expect([name, shop?.sessions[name as keyof typeof UNSEEN_COUNTS]]).toEqual([name, null]);
      expect(shop?.reasons[`sessions.${name}`]).toBe(reason);
    }
    expect(shop?.checkouts.chargedTwice).toBeNull();
    expect(shop?.nodes).toMatchObject([{ name: 'node-1.1', requests: 1, cpuSeconds: null }]);
    expect(Object.keys(shop?.reasons ?? {})).toEqual(expect.arrayContaining(['checkouts', 'nodes']));
  });

  it('pass without a loss, and without having been quiet, which nobody can know', () => {
    const { story } = findingsOf([TARGET]);
    expect([story.verdict, story.verdictReasons]).toEqual(['pass', ['2 of 2 sums close, 1 of 1 predictions agree']]);
    expect(story.warnings.map(({ code }) => code)).not.toContain('doubt');
  });

  it('fail where a session is gone, and count it in its second', () => {
    const { story } = findingsOf([TARGET], (history) => history.op({ at: [3010, 3020], key: 'k', birth: null }));
    expect(story.verdict).toBe('fail');
    expect(story.verdictReasons).toContain('shop: no fault: gone 1 of 1, theory says 0');
    const { shop } = story.designs;
    expect(shop?.sessions).toMatchObject({ lost: 1, gone: 1, returnable: 1 });
    expect(shop?.timeline.findIndex(({ gone }) => gone === 1)).toBe(3);
    expect(shop?.witnesses).toEqual([{ block: 1, birth: 'b' }]);
  });

  it('fail where acknowledged writes are missing, whether their session is stale or completed', () => {
    const { findings, story: stale } = findingsOf([TARGET], (history) =>
      history.op({ at: [10, 12], key: 'k', item: 2, birth: 'b', items: [1, 2] }),
    );
    expect(findings.caveats).toEqual([
      'story: shop: 1 of 2 acknowledged writes are missing without a fault (stale sessions: 1)',
    ]);
    expect([stale.verdict, stale.verdictReasons[0]]).toEqual([
      'fail',
      'shop: 1 of 2 acknowledged writes are missing without a fault (stale sessions: 1)',
    ]);
    const completed = findingsOf([TARGET], (history) => {
      history.op({ at: [10, 12], key: 'k', item: 2, birth: 'b', items: [1, 2] });
      history.op({ at: [20, 22], step: 'pay', item: 3, key: 'k', birth: 'b', items: [1, 3], receipt: true });
    }).story;
    expect(completed.designs['shop']?.sessions.completed).toBe(1);
    expect([completed.verdict, completed.verdictReasons[0]]).toEqual([
      'fail',
      'shop: 1 of 3 acknowledged writes are missing without a fault',
    ]);
  });

  it('pass where two tabs overwrote each other: that is counted, and no failure', () => {
    const { story } = findingsOf([TARGET], (history) => {
      history.op({ at: [10, 30], key: 'k', item: 2, birth: 'b', items: [1, 2] });
      history.op({ at: [12, 32], key: 'k', lane: 1, item: 3, birth: 'b', items: [1, 3] });
    });
    expect(story.designs['shop']?.writes).toMatchObject({ lost: 2, overwritten: 2 });
    expect(story.verdict).toBe('pass');
  });

  it('are unknown where answers name no session: nothing was judged, or not of everybody', () => {
    const design = [TARGET];
    const mute = (history: History) => history.op({ at: [10, 12], shopper: 2, step: 'open', item: 33, given: 'k9' });
    const { story } = findingsOf(design, mute);
    expect(story.verdict).toBe('unknown');
    expect(story.verdictReasons).toEqual([
      'shop: no answer to 1 of 2 people named the session that keeps what they saved: what became of it is unknown',
    ]);
    const [trial] = recorded(design);
    if (trial === undefined) throw new Error('nothing was recorded');
    const operations = [...trial.operations].map((op) => ({ ...op, speaks: false, birth: null, items: '' }));
    const trials = [{ ...trial, operations }];
    const all = runFindings({ lab: '0.1.0', seed: 1, blocks: 1, trials }, () => [], judge).scenarios['story'];
    expect(all?.verdict).toBe('unknown');
    expect(all?.verdictReasons[0]).toMatch(/^shop: no answer to 1 of 1 people named the session/);
    expect(all?.warnings.map(({ code }) => code)).toContain('answers-mute');
  });

  it('are unknown where no final read tells', () => {
    const { story } = findingsOf([TARGET], (history) => {
      history.born('c', 'k2', 33, 20, { shopper: 2 });
      history.op({ at: [100, 1100], origin: 'final', step: 'view', shopper: 2, key: 'k2', status: null });
    });
    expect(story.verdict).toBe('unknown');
    expect(story.verdictReasons).toContain('shop: 1 sessions could not be judged');
    expect(story.warnings.find(({ code }) => code === 'doubt')?.message).toBe(
      '1 birth: no final read told whether it was still there',
    );
  });

  it('do not take a cluster that hands nothing off for a broken experiment', () => {
    const { story } = findingsOf([TARGET], (history) =>
      history.op({ at: [20, 22], step: 'handOff', key: 'k', birth: 'b', items: [1], status: 404 }),
    );
    expect(story.verdict).toBe('pass');
    expect(story.designs['shop']?.sessions.handoffFailed).toBe(1);
  });
});

describe('warnings and caveats of external clusters', () => {
  it('say that it was measured from outside', () => {
    expect(warned([TARGET, OTHER])).toEqual(['external-cluster shop', 'external-cluster other']);
  });

  it('say that the name of a design is a label, first of all', () => {
    const named = { ...TARGET, name: 'stateless-blob' };
    expect(warned([named])).toEqual(['external-cluster stateless-blob', 'name-unverified stateless-blob']);
    const { findings } = findingsOf([named]);
    expect(findings.caveats).toEqual([
      'story: "stateless-blob" is the name of a design of the lab, and here a label: nobody verified that http://127.0.0.1:8080 is built so',
    ]);
    expect(caveatsOf(findingsOf([TARGET]).findings.scenarios)).toEqual([]);
  });

  it('say of the later ones that they have the address of another', () => {
    const twins = [TARGET, { ...OTHER, target: TARGET.target }];
    expect(warned(twins)).toEqual(['external-cluster shop', 'external-cluster other', 'same-address other']);
  });

  it('count ok answers that do not say which session they found', () => {
    const { story } = findingsOf([TARGET], (history) => {
      history.op({ at: [20, 22], key: 'k' });
      history.op({ at: [30, 32], key: 'k', status: 404 });
    });
    expect(story.warnings.find(({ code }) => code === 'answers-mute')?.message).toMatch(
      /^1 of 3 ok answers do not say/,
    );
  });
});
