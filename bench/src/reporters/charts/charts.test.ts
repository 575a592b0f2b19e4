import { createCanvas, GlobalFonts, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import type { ScenarioFindings } from '../../analysis/findings.js';
import { DESIGN_NAMES } from '../../scenario/designs.js';
import { SAMPLE_MANIFEST, sampleFindings } from '../samples/findings.js';
import { sampleNodeKill } from '../samples/node-kill.js';
import { sampleScaleOut } from '../samples/scale-out.js';
import { sampleSteady } from '../samples/steady.js';
import { drawChart } from './canvas.js';
import { planCharts, renderCharts } from './charts.js';
import { breakLines, FONT_FAMILY, registerFont, textWidth } from './font.js';
import { frameOf, SIZE, wordsOf } from './frame.js';
import { lookOf } from './palette.js';

const plan = (scenario: ScenarioFindings) => planCharts(sampleFindings({ s: scenario }), SAMPLE_MANIFEST);

function drawing(scenario: ScenarioFindings, kind: string) {
  const found = plan(scenario).planned.find(({ name }) => name === `s-${kind}.png`);
  if (found === undefined) throw new Error(`no chart of ${kind}`);
  return found;
}

/** Every design bent in the same way. */
function bent(
  scenario: ScenarioFindings,
  bend: (design: ScenarioFindings['designs'][string]) => object,
): ScenarioFindings {
  const designs = Object.fromEntries(
    Object.entries(scenario.designs).map(([name, design]) => [name, { ...design, ...bend(design) }]),
  );
  return { ...scenario, designs };
}

/** Before the lab's own is registered. */
const MACHINE_FONTS = GlobalFonts.families.map(({ family }) => family);

describe('charts', () => {
  it('are PNGs at double density, one a scenario and kind, and those without data are left out with a reason', async () => {
    const { files, omitted } = renderCharts(sampleFindings({ steady: sampleSteady() }), SAMPLE_MANIFEST);
    expect(files.map(({ name }) => name)).toEqual(['steady-latency.png', 'steady-percentiles.png', 'steady-nodes.png']);
    expect(omitted).toEqual([{ name: 'steady-losses.png', reason: 'no design lost a session' }]);
    const image = await loadImage(files[0]?.bytes ?? Buffer.alloc(0));
    expect([image.width, image.height]).toEqual([3200, 1800]);
  });

  it('say the finding in their title', () => {
    const titles = plan(sampleNodeKill()).planned.map(({ drawing: { title } }) => title);
    expect(titles).toEqual([
      'Killing one of 4 nodes: stateful loses 61 of 248 sessions, stateless none',
      'Killing one of 4 nodes: p99 goes from 7 to 212 ms with stateful, from 7 to 98 ms with stateless',
      '99 % of the requests are answered within 21 ms with stateful, 21 ms with stateless',
      'Killing one of 4 nodes: in the worst second 431 of 431 (stateful), 431 of 431 (stateless) requests are answered well',
    ]);
  });

  it('say the experiment below it, and version, commit and date in the footer', () => {
    const { drawing: found, input } = drawing(sampleNodeKill(), 'losses');
    const frame = frameOf(found, wordsOf(input), true);
    expect(frame.subtitle).toEqual(['s · 4 nodes · 431 of 431 requests/s · lag p99 2 ms · seed 1 · one block']);
    expect(frame.footer[0]).toBe('session lab 0.1.0 · 2d8dd44 · 2026-11-25');
  });

  it('count destroyed and misrouted apart, to the last step', () => {
    const { series } = drawing(sampleScaleOut(), 'losses').drawing;
    expect(series.map(({ label }) => label)).toEqual([
      'stateful: none lost',
      'stateful-modulo: 120 misrouted',
      'stateful-consistent: 69 misrouted',
      'stateless: none lost',
    ]);
    // The first loss stands at the incident of its second, not before it.
    expect(series[1]?.dataset.data.find(({ y }) => (y ?? 0) > 0)).toEqual({ x: 6.4, y: 84 });
  });

  it('leave out every chart when nothing was measured', () => {
    const empty = bent(sampleNodeKill(), ({ timeline }) => ({
      percentileCurve: [],
      timeline: timeline.map((bin) => ({ ...bin, responseP50Ms: null, responseP99Ms: null, destroyed: 0, nodes: {} })),
    }));
    expect(plan(empty).planned).toEqual([]);
    expect(plan(empty).omitted.map(({ reason }) => reason)).toEqual([
      'no design lost a session',
      'no second had enough requests that were answered well for a percentile',
      'no request was answered well, so there is no percentile',
      'no answer names a node',
    ]);
  });

  it.each<[string, ScenarioFindings]>([
    [
      'one second',
      bent({ ...sampleNodeKill(), durationSeconds: 1 }, ({ timeline }) => ({ timeline: timeline.slice(0, 1) })),
    ],
    ['one design', { ...sampleNodeKill(), designs: { stateful: sampleNodeKill().designs['stateful'] as never } }],
    [
      'huge latencies',
      bent(sampleNodeKill(), ({ timeline }) => ({ timeline: timeline.map((bin) => ({ ...bin, responseP99Ms: 9e6 })) })),
    ],
    [
      'many designs',
      {
        ...sampleNodeKill(),
        designs: Object.fromEntries(
          Array.from({ length: 10 }, (_, i) => [`design-${i}`, sampleNodeKill().designs['stateful'] as never]),
        ),
      },
    ],
  ])('are drawn with %s', (_, scenario) => {
    for (const { drawing: found, input } of plan(scenario).planned) {
      expect(drawChart(found, wordsOf(input)).subarray(1, 4).toString()).toBe('PNG');
    }
  });

  it('break a title that is too long, never clip it', () => {
    const { drawing: found, input } = drawing(sampleNodeKill(), 'losses');
    const title = `${'many words that say a lot '.repeat(12)}${'x'.repeat(200)}`;
    const frame = frameOf({ ...found, title }, wordsOf(input), true);
    for (const line of frame.title.lines) expect(textWidth(line, frame.title.size, 600)).toBeLessThan(SIZE.width);
    expect(frame.title.lines.join('').replaceAll(' ', '')).toBe(title.replaceAll(' ', ''));
    expect(breakLines('within 9 ms', 40, 400, 120)).toEqual(['within', '9 ms']);
  });

  it('tell every design apart by colour, dash and marker', () => {
    const looks = DESIGN_NAMES.map((name) => lookOf(name));
    for (const cue of ['color', 'dash', 'marker'] as const) {
      expect(new Set(looks.map((look) => String(look[cue]))).size).toBe(DESIGN_NAMES.length);
    }
  });
});

describe('the typeface', () => {
  const SIGNS = [...'ABab09→≤≠–·≈üß%/,✗'];
  const BOX = '\u{10FFFD}';

  /** Ink of a sign, as bytes of the picture. */
  function ink(sign: string, family: string): string {
    const canvas = createCanvas(60, 60);
    const context = canvas.getContext('2d');
    context.font = `40px "${family}"`;
    context.fillText(sign, 5, 45);
    return Buffer.from(context.getImageData(0, 0, 60, 60).data).toString('base64');
  }

  it('draws letters and signs, and not the same box for each', () => {
    registerFont();
    const pictures = new Set(SIGNS.map((sign) => ink(sign, FONT_FAMILY)));
    expect(pictures.size).toBe(SIGNS.length);
    expect(pictures.has(ink(BOX, FONT_FAMILY))).toBe(false);
    expect(pictures.has(ink(' ', FONT_FAMILY))).toBe(false);
  });

  it('borrows no sign from a font of the machine, so that a machine without any draws the same', () => {
    registerFont();
    const borrowed = SIGNS.filter((sign) =>
      MACHINE_FONTS.some((family) => ink(sign, family) === ink(sign, FONT_FAMILY)),
    );
    expect(borrowed).toEqual([]);
  });
});
